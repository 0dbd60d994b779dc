package main

type A struct{ x int }
type B struct{ x, y int }
type S string

func main() {
	i, s, f := 1, "s", 1.5
	_ = int("s") // ERROR "cannot convert .s. [(]untyped string constant[)] to type int"
	_ = int(s) // ERROR "cannot convert s [(]variable of type string[)] to type int"
	_ = string(f) // ERROR "cannot convert f [(]variable of type float64[)] to type string"
	_ = []byte(i) // ERROR "cannot convert i [(]variable of type int[)] to type ..byte"
	_ = []int(s) // ERROR "cannot convert s [(]variable of type string[)] to type ..int"
	_ = bool(i) // ERROR "cannot convert i [(]variable of type int[)] to type bool"
	_ = B(A{}) // ERROR "cannot convert A[{][}] [(]value of struct type A[)] to type B"
	_ = (*int)(i) // ERROR "cannot convert i [(]variable of type int[)] to type [*]int"
	_ = (func())(nil)
	_ = [2]int([]string{}) // ERROR "cannot convert ..string[{][}] [(]value of type ..string[)] to type .2.int"
	_ = int8(1000) // ERROR "constant 1000 overflows int8"
	_ = uint(-1) // ERROR "constant -1 overflows uint"
	_ = int(1.5) // ERROR "cannot convert 1[.]5 [(]untyped float constant[)] to type int"
	_ = A(nil) // ERROR "cannot convert nil to type A"
	_ = error("x") // ERROR "cannot convert .x. [(]untyped string constant[)] to type error"
	_ = S(5)
	_ = int(1, 2) // ERROR "too many arguments in conversion to int"
	_ = int() // ERROR "missing argument in conversion to int"
	_ = chan int(nil)
	_ = uintptr(&i) // ERROR "cannot convert &i [(]value of type [*]int[)] to type uintptr"
	_ = [3]int([2]int{}) // ERROR "cannot convert .2.int[{][}] [(]value of type .2.int[)] to type .3.int"
	_ = f.(int) // ERROR "invalid operation: f [(]variable of type float64[)] is not an interface"
	_ = interface{ M() }(i) // ERROR "cannot convert i [(]variable of type int[)] to type interface[{]M[(][)][}]: int does not implement"
}

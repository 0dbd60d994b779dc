package main

type T struct {
	a int
	b string
}

func main() {
	_ = T{1} // ERROR "too few values in struct literal of type T"
	_ = T{1, "a", 2} // ERROR "too many values in struct literal of type T"
	_ = T{a: 1, "b"} // ERROR "mixture of field:value and value elements in struct literal"
	_ = T{a: 1, a: 2} // ERROR "duplicate field name a in struct literal"
	_ = T{c: 1} // ERROR "unknown field c in struct literal of type T"
	_ = T{"a", 1} // ERROR "cannot use .a. [(]untyped string constant[)] as int value in struct literal" "cannot use 1 [(]untyped int constant[)] as string value in struct literal"
	_ = []int{"a"} // ERROR "cannot use .a. [(]untyped string constant[)] as int value in array or slice literal"
	_ = []int{0: 1, 0: 2} // ERROR "duplicate index 0 in array or slice literal"
	_ = [2]int{1, 2, 3} // ERROR "index 2 is out of bounds [(]>= 2[)]"
	_ = [2]int{5: 1} // ERROR "invalid argument: index 5 out of bounds .0:2."
	_ = []int{-1: 1} // ERROR "invalid argument: index -1 [(]constant of type int[)] must not be negative"
	_ = map[string]int{"a": 1, "a": 2} // ERROR "duplicate key .a. in map literal"
	_ = map[string]int{1: 1} // ERROR "cannot use 1 [(]untyped int constant[)] as string value in map literal"
	_ = map[string]int{1} // ERROR "missing key in map literal"
	_ = map[[]int]int{} // ERROR "invalid map key type ..int"
	_ = int{1} // ERROR "invalid composite literal type int"
	_ = *T{} // ERROR "invalid operation: cannot indirect T[{][}] [(]value of struct type T[)]"
	_ = &[]int{1}[0]
	_ = [...]int{}[1] // ERROR "invalid argument: index 1 out of bounds .0:0."
	_ = struct{ x int }{y: 1} // ERROR "unknown field y in struct literal of type struct[{]x int[}]"
}

package main

func f(a int, b string) int       { return 0 }
func v(a int, rest ...string)     {}
func two() (int, int)             { return 1, 2 }
func nothing()                    {}

func main() {
	f() // ERROR "not enough arguments in call to f"
	f(1) // ERROR "not enough arguments in call to f"
	f(1, 2) // ERROR "cannot use 2 [(]untyped int constant[)] as string value in argument to f"
	f(1, "a", 3) // ERROR "too many arguments in call to f"
	f("a", 1) // ERROR "cannot use .a. [(]untyped string constant[)] as int value in argument to f" "cannot use 1 [(]untyped int constant[)] as string value in argument to f"
	v() // ERROR "not enough arguments in call to v"
	v(1, 2) // ERROR "cannot use 2 [(]untyped int constant[)] as string value in argument to v"
	v(1, []string{}...)
	v(1, "a", []string{}...) // ERROR "too many arguments in call to v"
	f(1, []string{}...) // ERROR "cannot use [.][.][.] in call to non-variadic f"
	f(two()) // ERROR "cannot use two[(][)] [(]value of type int[)] as string value in argument to f"
	var x int = f // ERROR "cannot use f [(]value of type func[(]a int, b string[)] int[)] as int value in variable declaration"
	x() // ERROR "invalid operation: cannot call x [(]variable of type int[)]: int is not a function"
	_ = nothing() // ERROR "nothing[(][)] [(]no value[)] used as value"
	_ = f(1, nothing()) // ERROR "nothing[(][)] [(]no value[)] used as value"
	defer recover // ERROR "expression in defer must be function call"
	go f // ERROR "expression in go must be function call"
	defer int(3) // ERROR "defer requires function call, not conversion int[(]3[)] [(]constant 3 of type int[)]"
	len() // ERROR "invalid operation: not enough arguments for len[(][)] [(]expected 1, found 0[)]"
	_ = len(1, 2) // ERROR "invalid operation: too many arguments for len[(]1, 2[)] [(]expected 1, found 2[)]"
	_ = len(5) // ERROR "invalid argument: 5 [(]untyped int constant[)] for built-in len"
	_ = cap(map[int]int{}) // ERROR "invalid argument: map.int.int[{][}] [(]value of type map.int.int[)] for built-in cap"
	_ = make(int) // ERROR "invalid argument: cannot make int: type must be slice, map, or channel"
	_ = make([]int) // ERROR "invalid operation: make[(]..int[)] expects 2 or 3 arguments; found 1"
	_ = make([]int, -1) // ERROR "invalid argument: index -1 [(]constant of type int[)] must not be negative"
	_ = make([]int, 3, 2) // ERROR "invalid argument: length and capacity swapped"
	_ = new(5, 6) // ERROR "invalid operation: too many arguments for new[(]5, 6[)] [(]expected 1, found 2[)]"
	delete(1, 2) // ERROR "invalid argument: 1 [(]untyped int constant[)] is not a map"
	copy(1, 2) // ERROR "invalid copy: argument must be a slice; have 1 [(]untyped int constant[)]"
	close(5) // ERROR "invalid operation: cannot close non-channel 5 [(]untyped int constant[)]"
	_ = append(1, 2) // ERROR "invalid append: argument must be a slice; have 1 [(]untyped int constant[)]"
	_ = append([]int{}, "a") // ERROR "cannot use .a. [(]untyped string constant[)] as int value in argument to append"
	panic() // ERROR "invalid operation: not enough arguments for panic[(][)] [(]expected 1, found 0[)]"
	_ = real(1.5i) + imag("s") // ERROR "invalid argument: argument has type untyped string, expected complex type"
	_ = complex(1, "s") // ERROR "invalid operation: complex[(]1, .s.[)] [(]mismatched types untyped float and untyped string[)]"
	print(nothing()) // ERROR "nothing[(][)] [(]no value[)] used as value"
	_ = min() // ERROR "invalid operation: not enough arguments for min[(][)] [(]expected 1, found 0[)]"
	_ = max(1, "a") // ERROR "invalid argument: mismatched types untyped int [(]previous argument[)] and untyped string [(]type of .a.[)]"
	clear(5) // ERROR "invalid argument: cannot clear 5 [(]untyped int constant[)]: argument must be [(]or constrained by[)] map or"
}

package main

type T struct{ n *T }

func main() {
	var p **T
	p.n = nil // ERROR "p[.]n undefined [(]type [*][*]T has no field or method n[)]"
	_ = p.m // ERROR "p[.]m undefined [(]type [*][*]T has no field or method m[)]"
	var t T
	_ = *t // ERROR "invalid operation: cannot indirect t [(]variable of struct type T[)]"
	_ = &T // ERROR "T [(]type[)] is not an expression"
	_ = &main() // ERROR "main[(][)] [(]no value[)] used as value"
	_ = &"s" // ERROR "invalid operation: cannot take address of .s. [(]untyped string constant[)]"
	_ = &map[int]int{}[1] // ERROR "invalid operation: cannot take address of map.int.int[{][}].1. [(]map index expression of type int[)]"
	t = nil // ERROR "cannot use nil as T value in assignment"
	var i int = nil // ERROR "cannot use nil as int value in variable declaration"
	*p = t // ERROR "cannot use t [(]variable of struct type T[)] as [*]T value in assignment"
	_ = p == t // ERROR "invalid operation: p == t [(]mismatched types [*][*]T and T[)]"
	_ = p[0] // ERROR "cannot index p [(]variable of type [*][*]T[)]"
	var a *[3]int
	_ = a[5] // ERROR "invalid argument: index 5 out of bounds .0:3."
	_ = a["x"] // ERROR "cannot convert .x. [(]untyped string constant[)] to type int"
	_ = a[1:2:5] // ERROR "invalid argument: index 5 out of bounds .0:4."
	_ = a[2:1] // ERROR "invalid slice indices: 1 < 2"
	_ = "abc"[0:1:2] // ERROR "invalid operation: 3-index slice of string"
	var m map[string]int
	_ = m[1] // ERROR "cannot use 1 [(]untyped int constant[)] as string value in map index"
	_ = m[:] // ERROR "cannot slice m [(]variable of type map.string.int[)]"
	_ = i
}

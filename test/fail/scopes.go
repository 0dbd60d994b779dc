package main

import "fmt" // ERROR ".fmt. imported and not used"

func fmt() {} // ERROR "fmt already declared through import of package fmt [(].fmt.[)]"

func f(x int) {
	if y := x; y > 0 {
	}
	_ = y // ERROR "undefined: y"
	for i := range 3 {
		_ = i
	}
	_ = i // ERROR "undefined: i"
	{
		type T int
	}
	var t T // ERROR "declared and not used: t" "undefined: T"
	x := 5 // ERROR "no new variables on left side of :="
	var true = 1
	if true { // ERROR "non-boolean condition in if statement"
	}
	int := 3
	var z int // ERROR "int [(]local variable[)] is not a type"
	_ = iota // ERROR "cannot use iota outside constant declaration"
	a := a // ERROR "declared and not used: a" "undefined: a"
	func() { b := b }() // ERROR "declared and not used: b" "undefined: b"
	nil := nil // ERROR "declared and not used: nil" "use of untyped nil in assignment"
	_ = z
}

func main() { _ = _; _ = main._ } // ERROR "cannot use _ as value or type" "main[.]_ undefined [(]type func[(][)] has no field or method _[)]"

package main

import (
	"fmt" // ERROR ".fmt. imported and not used"
	str "strings" // ERROR ".strings. imported as str and not used"
	_ "os"
	. "errors" // ERROR ".errors. imported and not used"
)

func main() {
	x := 1 // ERROR "declared and not used: x"
	var y, z int // ERROR "declared and not used: y" "declared and not used: z"
	z = 2
	a, b := 1, 2
	_ = a
	f := func() { q := 1 } // ERROR "declared and not used: f" "declared and not used: q"
	for i := range 10 { // ERROR "declared and not used: i"
	}
	switch t := interface{}(1).(type) { // ERROR "t declared and not used"
	case int:
	}
unused: // ERROR "label unused defined and not used"
	if w := 1; true { // ERROR "declared and not used: w"
	}
	1 + 2 // ERROR "1 [+] 2 [(]untyped int constant 3[)] is not used"
	a == b // ERROR "a == b [(]untyped bool value[)] is not used"
	"s" // ERROR ".s. [(]untyped string constant[)] is not used"
	len("abc") // ERROR "len[(].abc.[)] [(]constant 3 of type int[)] is not used"
	append([]int{}, 1) // ERROR "append[(]..int[{][}], 1[)] [(]value of type ..int[)] is not used"
	func() {} // ERROR "func[(][)] [{][}] [(]value of type func[(][)][)] is not used"
	-a // ERROR "-a [(]value of type int[)] is not used"
	a // ERROR "a [(]variable of type int[)] is not used"
}

package main

func main() {
	var a, b = 1 // ERROR "declared and not used: a" "declared and not used: b" "assignment mismatch: 2 variables but 1 value"
	var c, d int = 1, 2, 3 // ERROR "extra init expr 3"
	const e = c // ERROR "c [(]variable of type int[)] is not constant"
	type U struct{ U } // ERROR "invalid recursive type: U refers to itself"
	var f func() = func(x int) {} // ERROR "cannot use func[(]x int[)] [{][}] [(]value of type func[(]x int[)][)] as func[(][)] value in variable"
	a, b := 3, 4 // ERROR "no new variables on left side of :="
	var _ = nosuch // ERROR "undefined: nosuch"
	g, h := f() // ERROR "declared and not used: g" "declared and not used: h" "f[(][)] [(]no value[)] used as value"
	f.x := 1 // ERROR "non-name f[.]x on left side of :=" "f[.]x undefined [(]type func[(][)] has no field or method x[)]"
	_ = d
}

package main

func main() {
	x := 08 // ERROR "invalid digit '8' in octal literal"
	y := 0b12 // ERROR "invalid digit '2' in binary literal"
	z := 'ab' // ERROR "more than one character in rune literal"
	w := 1__0 // ERROR "'_' must separate successive digits"
	c := '' // ERROR "empty rune literal or unescaped '"
	d := "\q" // ERROR "unknown escape"
	e := 0xg // ERROR "hexadecimal literal has no digits" "syntax error: unexpected name g at end of statement"
	f := @ // ERROR "invalid character U[+]0040 '@'"
} // ERROR "syntax error: unexpected [}], expected expression"

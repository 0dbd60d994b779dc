package main

type A int
type B int

func two() (int, string) { return 1, "" }
func none()              {}

func main() {
	var i int = "s" // ERROR "cannot use .s. [(]untyped string constant[)] as int value in variable declaration"
	var s string = 1 // ERROR "cannot use 1 [(]untyped int constant[)] as string value in variable declaration"
	var f float32 = 1.5
	i = f // ERROR "cannot use f [(]variable of type float32[)] as int value in assignment"
	var a A = 1
	var b B = a // ERROR "cannot use a [(]variable of int type A[)] as B value in variable declaration"
	a = i // ERROR "cannot use i [(]variable of type int[)] as A value in assignment"
	i, s = two(), 1 // ERROR "multiple-value two[(][)] [(]value of type [(]int, string[)][)] in single-value context" "cannot use 1 [(]untyped int constant[)] as string value in assignment"
	i = two() // ERROR "assignment mismatch: 1 variable but two returns 2 values"
	x, y := 1 // ERROR "assignment mismatch: 2 variables but 1 value"
	x, y, z := two() // ERROR "declared and not used: z" "assignment mismatch: 3 variables but two returns 2 values"
	i = none() // ERROR "none[(][)] [(]no value[)] used as value"
	1 = i // ERROR "cannot assign to 1 [(]neither addressable nor a map index expression[)]"
	"s"[0] = 1 // ERROR "cannot assign to .s..0. [(]neither addressable nor a map index expression[)]"
	s[0] = 'a' // ERROR "cannot assign to s.0. [(]neither addressable nor a map index expression[)]"
	two() = 1, "" // ERROR "assignment mismatch: 1 variable but 2 values"
	const c = 1
	c = 2 // ERROR "cannot assign to c [(]neither addressable nor a map index expression[)]"
	m := map[string]struct{ n int }{}
	m["a"].n = 1 // ERROR "cannot assign to struct field m..a..[.]n in map"
	var p *int = &i
	p = i // ERROR "cannot use i [(]variable of type int[)] as [*]int value in assignment"
	i += "s" // ERROR "invalid operation: i [+]= .s. [(]mismatched types int and untyped string[)]"
	s -= "t" // ERROR "invalid operation: operator - not defined on s [(]variable of type string[)]"
	var u uint8 = 256 // ERROR "cannot use 256 [(]untyped int constant[)] as uint8 value in variable declaration [(]overflows[)]"
	u = -1 // ERROR "cannot use -1 [(]untyped int constant[)] as uint8 value in assignment [(]overflows[)]"
	var n = nil // ERROR "use of untyped nil in variable declaration"
	b++
	s++ // ERROR "invalid operation: s[+][+] [(]non-numeric type string[)]"
	_ = x + y
	i, i := 1, 2 // ERROR "i repeated on left side of :="
	var e error = a // ERROR "cannot use a [(]variable of int type A[)] as error value in variable declaration: A does not implement error"
	_, _, _, _, _, _ = f, b, p, u, n, e
	main = nil // ERROR "cannot assign to main [(]neither addressable nor a map index expression[)]"
}

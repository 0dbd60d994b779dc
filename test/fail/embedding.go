package main

type A struct{ x int }
type B struct{ x int }
type C struct {
	A
	B
}
type D struct {
	*A
	A // ERROR "A redeclared"
}
type E struct {
	*I // ERROR "embedded field type cannot be a pointer to an interface"
	P // ERROR "embedded field type cannot be a pointer"
}
type I interface{ M() }
type P *A
type F struct {
	C
	y int
}
type G interface {
	A
	M()
	I
}

func (A) m() {}
func (B) m() {}

func main() {
	var c C
	c.x = 1 // ERROR "ambiguous selector c[.]x"
	c.m() // ERROR "ambiguous selector c[.]m"
	var f F
	f.x = 2 // ERROR "ambiguous selector f[.]x"
	_ = f.y + f.z // ERROR "f[.]z undefined [(]type F has no field or method z[)]"
	var i interface{ m() } = c // ERROR "cannot use c [(]variable of struct type C[)] as interface[{]m[(][)][}] value in variable declaration: C does"
	_ = C{x: 1} // ERROR "unknown field x in struct literal of type C"
	_ = i
}

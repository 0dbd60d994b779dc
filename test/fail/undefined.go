package main

import "strings"

type T struct{ a int }

func (t T) m()  {}
func (t *T) p() {}

func main() {
	x = 1 // ERROR "undefined: x"
	var t T
	t.b = 2 // ERROR "t[.]b undefined [(]type T has no field or method b[)]"
	t.M() // ERROR "t[.]M undefined [(]type T has no field or method M, but does have method m[)]"
	T.p(t) // ERROR "invalid method expression T[.]p [(]needs pointer receiver [(][*]T[)][.]p[)]"
	strings.NoSuch("x") // ERROR "undefined: strings[.]NoSuch"
	strings.index("x") // ERROR "undefined: strings[.]index [(]but have Index[)]"
	var u Undefined // ERROR "undefined: Undefined"
	foo() // ERROR "undefined: foo"
	fmt.Println() // ERROR "undefined: fmt"
	_ = u
	var i interface{ m() }
	i.q() // ERROR "i[.]q undefined [(]type interface[{]m[(][)][}] has no field or method q[)]"
	(&i).m() // ERROR "[(]&i[)][.]m undefined [(]type [*]interface[{]m[(][)][}] is pointer to interface, not interface[)]"
	_ = T{b: 1} // ERROR "unknown field b in struct literal of type T"
	_ = map[string]Missing{} // ERROR "undefined: Missing"
}

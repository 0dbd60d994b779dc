// Unexported methods of different packages differ though their names are equal.
package main

import "unexported/p"

type T struct{ *p.S }

type I interface{ get() string }

func main() {
	var x any = T{}
	println(p.Get(T{}))
	_, ours := x.(I)
	_, theirs := x.(p.I)
	println(ours, theirs)
}

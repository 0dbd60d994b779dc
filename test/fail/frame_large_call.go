// Calls whose arguments are over the limit of a frame, found when they are compiled.
package main

type large [1500000000]byte

type caller interface{ call(large) }

var c caller
var f func() large

func method(x *large) { // ERROR "stack frame too large"
	c.call(*x)
}

func main() { // ERROR "stack frame too large"
	method(nil)
	x := f()
	println(x[0])
	x = f()
}

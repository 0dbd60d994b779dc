// Spec: Program initialization, Handling panics.
// exit: 2
package main

var x = compute()

func compute() int {
	println("initializing")
	panic("in an initializer")
}

func main() { println("never", x) }

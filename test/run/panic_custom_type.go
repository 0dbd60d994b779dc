// Spec: Handling panics.
// exit: 2
package main

type pair struct {
	a int
	b string
}

func main() { panic(&pair{1, "x"}) }

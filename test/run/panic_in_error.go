// Spec: Handling panics.
// exit: 2
package main

type bad struct{}

func (bad) Error() string { panic("while printing") }

func main() { panic(bad{}) }

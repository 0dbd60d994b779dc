// Spec: Handling panics.
// exit: 2
package main

import "fmt"

type T struct{ a, b int }

func (t T) String() string { return fmt.Sprintf("T<%d,%d>", t.a, t.b) }

func main() { panic(T{1, 2}) }

// Spec: Handling panics, Errors.
// exit: 2
package main

import "fmt"

type code int

func (c code) Error() string { return fmt.Sprint("code ", int(c)) }

func fail() error { return fmt.Errorf("wrapped: %w", code(7)) }

func main() {
	fmt.Println("before")
	if err := fail(); err != nil {
		panic(err)
	}
	fmt.Println("never")
}

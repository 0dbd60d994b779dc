// Spec: Handling panics.
// exit: 2
package main

// A trace of many frames is shortened in the middle.
func down(n int) int {
	if n == 0 {
		panic("at the bottom")
	}
	return down(n-1) + 1
}

func main() { println(down(300)) }

// Recursion without end stops at the limit of 1 GB.
// exit: 2
// exempt: gcstress the stack of 1 GB is scanned at each collection
// exempt: stackstress the stack of 1 GB is copied at each call
package main

//go:noinline
func recurse(n int, pad [64]int) int {
	pad[n%64] = n
	return recurse(n+1, pad) + pad[n%7]
}

func main() {
	println("start")
	println(recurse(0, [64]int{}))
}

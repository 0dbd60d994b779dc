// Spec: Handling panics.
// exit: 2
package main

func inner(n int) {
	defer println("deferred", n)
	if n == 0 {
		panic("something is wrong")
	}
	inner(n - 1)
}

func main() { inner(2) }

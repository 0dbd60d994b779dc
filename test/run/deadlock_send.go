// Spec: Send statements.
// exit: 2
package main

func main() {
	c := make(chan int, 1)
	c <- 1
	c <- 2
}

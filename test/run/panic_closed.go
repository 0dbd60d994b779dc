// Spec: Close, Run-time panics.
// exit: 2
package main

func main() {
	c := make(chan int)
	close(c)
	c <- 1
}

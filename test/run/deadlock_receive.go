// Spec: Receive operator.
// exit: 2
package main

func main() {
	c := make(chan int)
	println("waiting")
	<-c
}

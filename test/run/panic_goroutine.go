// Spec: Go statements, Handling panics.
// exit: 2
package main

func worker(c chan int) {
	x := <-c
	var a [3]int
	println(a[x])
}

func main() {
	c := make(chan int)
	go worker(c)
	c <- 5
	select {}
}

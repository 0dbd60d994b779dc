// Spec: Channel types.
// exit: 2
package main

var c chan int

func main() { c <- 1 }

// Spec: Arithmetic operators, Run-time panics.
// exit: 2
package main

var n = -3

func main() { println(1 << n) }

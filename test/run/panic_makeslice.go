// Spec: Making slices, maps and channels, Run-time panics.
// exit: 2
package main

var n = -1

func main() { println(len(make([]int, n))) }

// Spec: Run-time panics, Index expressions.
// exit: 2
package main

//go:noinline
func get(s []int, i int) int { return s[i] }

func main() { println(get([]int{1, 2, 3}, 3)) }

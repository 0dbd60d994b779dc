// The type of what an instance prints may be one that can't be printed.
package main

func show[T any](x T) {
	println(x) // ERROR "illegal types for operand: print"
}

func main() { show([2]int{}) }

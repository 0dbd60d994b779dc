//go:build go1.20

package main

func main() {
	for range 10 { // ERROR "cannot range over 10 [(]untyped int constant[)]: requires go1[.]22 or later [(]-lang was set to go1[.]26;"
	}
	_ = min(1, 2)
	clear([]int{})
}

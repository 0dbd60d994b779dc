// What is compared or hashed by its address must not move with the stack.
package main

import (
	"fmt"
	"hash/maphash"
	"unique"
)

type node struct {
	p    *int
	name string
}

//go:noinline
func grow(n int) int {
	var a [100]int
	a[n%100] = n
	if n > 0 {
		return grow(n-1) + a[n%100]
	}
	return 0
}

func main() {
	seed := maphash.MakeSeed()
	x := 1
	p := &x
	before := maphash.Comparable(seed, p)
	n := node{p, "n"}
	hash := maphash.Comparable(seed, n)
	h := unique.Make(node{p, "a"})
	grow(200)
	fmt.Println(before == maphash.Comparable(seed, p), hash == maphash.Comparable(seed, n))
	fmt.Println(h == unique.Make(node{p, "a"}), h.Value().p == p, *h.Value().p)
	big := [4]any{p, "s", 1.5, p}
	a := maphash.Comparable(seed, big)
	grow(500)
	fmt.Println(a == maphash.Comparable(seed, big))
}

// gc's limits on the sizes of types, also where only type arguments make them too large; and its back end's spelling of types.
package main

import "time"

type local struct{ a, b int }

var one *[1 << 58]struct { // ERROR "^type \[288230376151711744\]struct { a int .t:..x.... b string; c string; local; \*time.Time } larger than address space$"
	a    int `t:"x"`
	b, c string
	local
	*time.Time
}
var two *[1 << 60]func(x int, y ...byte) (a any, err error) // ERROR "^type \[1152921504606846976\]func\(int, \.\.\.byte\) \(any, error\) larger than address space$"
var three *[1 << 40][1 << 20]local                          // ERROR "^type \[1099511627776\]\[1048576\]local larger than address space$"

type generic[T any] struct { // ERROR "^type \[1152921504606846976\]int larger than address space$"
	f [1 << 60]T
}

var four *generic[int]

func main() { _, _, _, _ = one, two, three, four }

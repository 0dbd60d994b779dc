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

// Behind pointers, maps, channels, functions, interfaces and aliases, outside of generic functions.
type behindMap[T any] map[int][1 << 61]T              // ERROR "^type \[2305843009213693952\]\[8\]uint16 larger than address space$"
type behindAlias[T any] = []*[1 << 61]T               // ERROR "^type \[2305843009213693952\]int larger than address space$"
type behindPointer[T any] struct{ p *[1 << 61]T }     // ERROR "^type \[2305843009213693952\]int larger than address space$"
type behindChannel[T any] chan *[1 << 60]T            // ERROR "^type \[1152921504606846976\]int larger than address space$"
type behindFunction[T any] func(x, y *[1 << 59]T)     // ERROR "^type \[576460752303423488\]int larger than address space$"
type behindMethod[T any] interface{ m() *[1 << 58]T } // ERROR "^type \[288230376151711744\]int larger than address space$"
type inner[T any] *[1 << 57]T                         // ERROR "^type \[144115188075855872\]int larger than address space$"
type outer[T any] struct{ f inner[T] }
type elements[T any] chan [1 << 55]T // ERROR "^type \[36028797018963968\]int larger than address space$"

// Leads to itself, and is not too large.
type list[T any] struct {
	next  *list[T]
	value [2]T
}

func main() {
	_, _, _, _ = one, two, three, four
	var m behindMap[[8]uint16]
	var a behindAlias[int]
	var p behindPointer[int]
	var c behindChannel[int]
	var f behindFunction[int]
	var i behindMethod[int]
	var o outer[int]
	var e elements[int]
	var l list[int]
	_, _, _, _, _, _, _, _, _ = m, a, p, c, f, i, o, e, l
}

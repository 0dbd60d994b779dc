// unsafe.Slice, unsafe.String and make with huge sizes: what fits in the address space is no error, and what does not
// panics with the text that says what is wrong.
package main

import (
	"fmt"
	"unsafe"
)

type big [1 << 20]byte
type none struct{}

func try(what string, f func()) {
	defer func() { fmt.Println(what, recover()) }()
	f()
}

//go:noinline
func slice[T any](p *T, n int) { fmt.Print(len(unsafe.Slice(p, n)), " ") }

//go:noinline
func text(p *byte, n int) { fmt.Print(len(unsafe.String(p, n)), " ") }

//go:noinline
func makes[T any](n int) { fmt.Print(len(make([]T, n)), " ") }

func main() {
	var x [4]int64
	var b big
	var e none
	var c byte
	for _, n := range []int{0, 1, 1 << 20, 1 << 46, 1 << 48, 1 << 59, 1 << 60, 1<<61 - 1, 1 << 61, 1<<63 - 1, -1} {
		try("int64", func() { slice(&x[0], n) })
		try("nil", func() { slice[int64](nil, n) })
		try("big", func() { slice(&b, n) })
		try("none", func() { slice(&e, n) })
		try("none nil", func() { slice[none](nil, n) })
		try("byte", func() { slice(&c, n) })
		try("string", func() { text(&c, n) })
		try("string nil", func() { text(nil, n) })
		if n < 2 || n > 1<<46 {
			try("make", func() { makes[int64](n) })
		}
		try("make none", func() { makes[none](n) })
	}
	u := uint64(1) << 63
	try("uint64", func() { fmt.Println(len(unsafe.Slice(&x[0], u))) })
	try("make uint64", func() { fmt.Println(len(make([]int64, u))) })
	try("cap", func() { n := 1 << 60; fmt.Println(len(make([]int64, 1, n))) })
	try("len over cap", func() { n, m := 2, 1; fmt.Println(len(make([]int64, n, m))) })
	try("chan", func() { n := 1 << 60; fmt.Println(cap(make(chan int64, n))) })
	try("map", func() { n := -1; fmt.Println(len(make(map[int]int, n))) })
	fmt.Println(*(*int64)(unsafe.Add(unsafe.Pointer(&x[1]), -8)) == x[0])
}

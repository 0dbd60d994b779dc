// How append grows, as gc's programs see it, and that what lies behind the length is zero; lengths that cannot be.
package main

import (
	"fmt"
	"reflect"
	"unsafe"
)

func growth[T any](count int) {
	var s []T
	var zero T
	caps := []int{}
	for range count {
		before := cap(s)
		s = append(s, zero)
		sink = s // it is on the heap from the start
		if cap(s) != before {
			caps = append(caps, cap(s))
		}
		for i := len(s); i < cap(s); i++ {
			if !reflect.ValueOf(&s[:cap(s)][i]).Elem().IsZero() {
				panic("not zero behind the length")
			}
		}
	}
	fmt.Printf("%T %v\n", zero, caps)
}

func dirty() {
	for size := 8; size < 5000; size += size / 4 {
		b := make([]byte, size)
		for i := range b {
			b[i] = 0xff
		}
	}
}

func try(name string, f func()) {
	defer func() { fmt.Println(name, recover()) }()
	f()
}

var sink any

func main() {
	dirty()
	growth[byte](300)
	growth[[3]byte](100)
	growth[int32](300)
	growth[int](700)
	growth[string](300)
	growth[[5]int64](100)
	growth[*int](300)
	growth[struct{}](10)
	more := func(have, n int) {
		s := append(make([]int16, have), make([]int16, n)...)
		fmt.Println(have, n, len(s), cap(s))
	}
	more(0, 5)
	more(5, 5)
	more(5, 6)
	more(255, 1)
	more(256, 1)
	more(257, 200)
	more(1000, 300)
	more(5000, 1)

	v := reflect.ValueOf(&[]byte{1, 2, 3}).Elem()
	v.Grow(10)
	fmt.Println(v.Len(), v.Cap(), v.Slice(0, v.Cap()))
	v = reflect.ValueOf(make([]*int, 3, 5))
	v = reflect.Append(v, reflect.ValueOf(new(int)), reflect.ValueOf((*int)(nil)), reflect.ValueOf(new(int)))
	fmt.Println(v.Len(), v.Cap())

	n, huge := -1, 1<<62
	var none []struct{}
	try("make", func() { sink = make([]int, n) })
	try("make", func() { sink = make([]int, huge) })
	try("make", func() { sink = make([]int, 1, huge) })
	try("make", func() { sink = make([]int, 2, huge-huge+1) })
	try("make", func() { sink = make([]struct{}, n) })
	try("make", func() { sink = make([]struct{}, 0, n) })
	try("make", func() { sink = make(chan int, huge) })
	try("make", func() { sink = make(chan struct{}, n) })
	try("append", func() {
		s := unsafe.Slice((*struct{})(unsafe.Pointer(&n)), 1<<63-1)
		none = append(s, struct{}{})
	})
	try("MakeSlice", func() { reflect.MakeSlice(reflect.TypeFor[[]int](), huge, huge) })
	try("Slice", func() { sink = unsafe.Slice(&n, huge) })
	fmt.Println(len(none))
}

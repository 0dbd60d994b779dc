// What only the type arguments of a function make too large: an array whose size had no 64 bits was made without any room.
package main

func index[T any](n int) *[1 << 61]T { // ERROR "^type \[2305843009213693952\]\[8\]uint16 larger than address space$"
	var a [1 << 61]T
	return &a
}

func channel[T any]() chan T { // ERROR "^channel element type too large \(>64kB\)$"
	return make(chan T)
}

func literal[T any]() any { // ERROR "^type \[4503599627370496\]int8 larger than address space$"
	return func() any { return new([1 << 52]T) }()
}

func inferred[T any](x T) (p *[1 << 54]T) { // ERROR "^type \[18014398509481984\]int larger than address space$"
	return p
}

type receiver[T any] struct{}

func (receiver[T]) method() (p *[1 << 56]T) { return } // ERROR "^type \[72057594037927936\]int larger than address space$"

func main() {
	inferred(1)
	var r receiver[int]
	r.method()
	index[[8]uint16](0)
	channel[[1 << 16]byte]()
	literal[int8]()
}

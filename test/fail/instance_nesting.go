// Interfaces whose methods name ever larger instances of each other.
package main

type shape[T any] interface{ view[T] }

type view[T any] interface { // ERROR "instantiation cycle"
	order[view[T], shape[T]]
}

type order[A, B any] interface {
	less(interface{ view[B] }) B
}

type solid[T any] struct{}

func (*solid[T]) less(view[T]) (_ shape[T]) { return }

func main() {
	var a solid[int]
	var b shape[int]
	_ = a.less(b)
}

// Names of types say which of the local types of their names is meant, with the number that gc gives it.
package main

import "fmt"

type G[T any] struct{ x T }

func f[A any]() {
	type P struct{ a A }
	fmt.Printf("%T %T %T %T\n", P{}, G[P]{}, G[[]P]{}, G[G[P]]{})
}

type Top int

func main() {
	type L int
	type M struct{ L }
	fmt.Printf("%T %T %T %T\n", L(1), G[L]{}, G[M]{}, G[map[L]M]{})
	f[int]()
	f[L]()
	f[G[M]]()
	func() {
		type N int
		fmt.Printf("%T\n", G[N]{})
		f[N]()
	}()
}

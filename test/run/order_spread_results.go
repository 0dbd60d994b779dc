// The results of one call as the operands of a built-in function, and instances of generic functions in interfaces: what
// is evaluated early must neither miss them nor evaluate them twice.
package main

import "fmt"

var calls int

func pair() ([]byte, string)                 { calls++; return make([]byte, 3), "abc" }
func entry(m map[int]int) (map[int]int, int) { calls++; return m, 1 }
func list() ([]int, int, int)                { calls++; return []int{1}, 2, 3 }
func parts() (float64, float64)              { calls++; return 1, 2 }
func two() (int, string)                     { calls++; return 1, "x" }
func show(x ...any)                          { fmt.Println(len(x), x) }
func first[T any](x T, _ ...any) T           { return x }
func make2[T any]() func() *T                { return func() *T { return new(T) } }

type box[T any] struct{ x T }

func (b *box[T]) held() *T {
	var x any = make2[T]
	return x.(func() func() *T)()()
}

func deferred() {
	m := map[int]int{1: 2}
	func() {
		defer delete(entry(m))
	}()
	fmt.Println(len(m), calls)
}

func main() {
	fmt.Println(copy(pair()), calls)
	m := map[int]int{1: 2}
	delete(entry(m))
	fmt.Println(len(m), calls)
	fmt.Println(append(list()), calls)
	fmt.Println(complex(parts()), calls)
	println(two())
	show(two())
	fmt.Println(first(two()), calls)
	fmt.Println(*(&box[int]{}).held())
	deferred()
}

// In generic functions an assertion to a type made of type parameters was evaluated with the calls; gc, which knows the
// type at run time only, leaves it where it stands. Receivers whose type is a parameter were evaluated last.
package main

import "fmt"

type pair[T any] struct{ a, b T }

//go:noinline
func fail[T any](x T) T { panic("fail") }

//go:noinline
func trace[T any](x T) T { fmt.Print(" trace"); return x }

func try(name string, statement func()) {
	defer func() { fmt.Println(":", name, recover()) }()
	statement()
}

func statements[N ~int](x any, list []N, zero N) {
	var n, m N
	type local struct{ n N }
	try("sum", func() { n = x.(N) + fail(zero) })
	try("struct", func() { n = x.(pair[N]).a + fail(zero) })
	try("local", func() { n = x.(local).n + fail(zero) })
	try("interface", func() { n = N(len(x.(interface{ F(N) string }).F(1))) + fail(zero) })
	try("known", func() { n = N(x.(int)) + fail(zero) })
	try("pointer", func() { n = *x.(*N) + fail(zero) })
	try("index", func() { n = list[trace(zero)+3] + x.(N) })
	try("list", func() { list[zero], m = 7, x.(N) })
	try("division", func() { n = 1/zero + x.(N) })
	try("argument", func() { trace(pair[N]{x.(N), list[trace(zero)]}) })
	fmt.Println(n, m, list)
}

type adder interface{ add(a, b int) int }

func (p pair[T]) add(a, b int) int { return a + b }

// What a constraint's method is called with is its first argument, whatever a type parameter is.
func receivers[T adder](p *T, list []T, zero int) {
	try("pointer", func() { (*p).add(trace(1), 1/zero) })
	try("element", func() { list[trace(zero)+3].add(trace(1), 1/zero) })
	try("method", func() { (*p).add(trace(1), list[zero].add(1, 1/zero)) })
	try("deferred", func() { defer (*p).add(trace(1), 1/zero) })
}

func main() {
	receivers(nil, []pair[int]{{}}, 0)
	receivers(nil, []adder{pair[int]{}}, 0)
	statements[int]("text", []int{1, 2}, 0)
	type number int
	statements[number]("text", []number{1, 2}, 0)
}

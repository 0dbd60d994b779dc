// Which of two operands that fail in one statement comes first, and what is done before it: the specification leaves it
// open, programs depend on what gc does. Each line is a case; the second number is the rule it stands for (order.c).
package main

import (
	"fmt"
	"unsafe"
)

type T struct {
	n, w int
	v    any
}
type getter interface{ get(int) int }

//go:noinline
func (t *T) get(x int) int { trace("get"); return x }

//go:noinline
func (t T) val(x int) int { trace("val"); return x }

var list []string

//go:noinline
func trace(s string) { list = append(list, s) }

//go:noinline
func g(x ...int) int { trace("g"); return len(x) }

//go:noinline
func g2(x int, v any) { trace("g2") }

//go:noinline
func g3(x int, v ...int) { trace("g3") }

//go:noinline
func two() (int, int) { trace("two"); return 1, 2 }

type env struct {
	a          [4]int
	b          []int
	b2         [][]int
	es         []any
	ts         []T
	ss         []string
	fs         []func(int) int
	cs         []chan int
	i, j, k, z int
	neg        int
	p, q       *T
	pa         *[4]int
	m          map[any]int
	nm         map[int]int
	mm         map[int]int
	bad, e     any
	s          string
	it, nit    getter
}

//go:noinline
func made() env {
	return env{b: []int{1, 2, 3}, b2: [][]int{{1}}, es: []any{1}, fs: []func(int) int{nil}, cs: []chan int{nil}, i: 10, j: 1, k: 5, neg: -1,
		q: &T{}, m: map[any]int{}, mm: map[int]int{}, bad: []int{}, e: "e", s: "text", it: &T{}}
}

func run(name string, f func(env)) {
	defer func() {
		r := recover()
		if err, ok := r.(error); ok {
			r = err.Error()
		}
		fmt.Println(name, list, r)
		list = nil
	}()
	f(made())
}

func main() {
	// Assignments: the right side, then the left side's checks, but what can't be assigned to in the index comes first.
	run("index", func(x env) { x.a[x.i] = x.k / x.z })
	run("index slice", func(x env) { x.b[x.i] = x.k / x.z })
	run("index nested", func(x env) { x.b[x.b[x.i]] = x.k / x.z })
	run("index computed", func(x env) { x.b[x.b[x.i]+1] = x.k / x.z })
	run("index of map", func(x env) { x.b[x.m[x.bad]] = x.k / x.z })
	run("field", func(x env) { x.p.n = x.k / x.z })
	run("op", func(x env) { x.b[x.i] += x.k / x.z })
	run("op shift", func(x env) { x.p.n <<= x.k / x.z })
	run("op assign division", func(x env) { x.b[x.i] /= x.z })
	// Entries of maps are made last, but for those of lists.
	run("map", func(x env) { x.nm[x.k/x.z] = x.b[x.i] })
	run("map right first", func(x env) { x.nm[x.b[x.i]] = x.k / x.z })
	run("map nil", func(x env) { x.nm[1] = x.k / x.z })
	run("map op", func(x env) { x.m[x.bad] += x.k / x.z })
	run("map op division", func(x env) { x.m[x.bad] /= x.z })
	run("map list", func(x env) { x.nm[1], x.j = x.k/x.z, 1 })
	run("map append", func(x env) { x.b2[x.i] = append(x.b2[x.i], x.k/x.z) })
	// Lists: one after the other, but first what an earlier one may change.
	run("list", func(x env) { x.b[0], x.b[x.i] = 7, x.k/x.z; trace(fmt.Sprint(x.b)) })
	run("list read", func(x env) { x.q.n, x.j = x.k/x.z, x.b[x.i] })
	run("list tuple", func(x env) { x.p.n, x.b[x.i] = two() })
	run("list ok", func(x env) { x.b[x.i], x.p.v = x.e.(int) })
	run("list names", func(x env) { i, j := x.k/x.z, x.b[x.i]; g(i, j) })
	run("results", func(x env) { func() (int, int) { return x.k / x.z, x.b[x.i] }() })
	run("results deferred", func(x env) { func() (int, int) { defer trace("d"); return x.k / x.z, x.b[x.i] }() })
	// Arguments that may fail from left to right, after what becomes memory.
	run("arguments", func(x env) { g2(x.b[x.i], x.k/x.z) })
	run("arguments variadic", func(x env) { g3(x.b[x.i], x.k/x.z) })
	run("arguments shift", func(x env) { g3(x.k<<x.neg, x.b[x.i]) })
	run("arguments literal", func(x env) { g2(x.b[x.i], T{n: x.k / x.z}) })
	run("arguments assert", func(x env) { g2(x.b[x.i], x.e.(int)) })
	run("receiver", func(x env) { x.p.val(x.k / x.z) })
	run("receiver interface", func(x env) { []getter{nil, x.nit}[x.i].get(x.k / x.z) })
	run("receiver nil", func(x env) { x.nit.get(x.b[x.i]) })
	run("function", func(x env) { x.fs[x.i](x.k / x.z) })
	run("function nil", func(x env) { x.fs[0](x.k / x.z) })
	run("deferred", func(x env) { defer x.fs[x.i](x.k / x.z) })
	run("deferred nil", func(x env) { defer x.nit.get(x.k / x.z) })
	run("append", func(x env) { x.b = append(x.b, x.b[x.i], x.k/x.z) })
	run("append base", func(x env) { x.b = append(x.b2[x.i], x.k/x.z) })
	run("append dots", func(x env) { x.b = append(x.b2[x.i], x.b[:x.k/x.z]...) })
	run("print", func(x env) { println(x.b[x.i], x.k/x.z) })
	run("make", func(x env) { _ = make([]int, x.b[x.i], x.k/x.z) })
	run("copy", func(x env) { copy(x.b2[x.i], x.b2[x.k/x.z]) })
	run("delete", func(x env) { delete(x.m, any(x.b[x.i:])) })
	run("unsafe", func(x env) { _ = unsafe.Slice(&x.b[x.i], x.k/x.z) })
	// Operators.
	run("sum", func(x env) { x.j = x.p.n + x.k/x.z })
	run("sum call", func(x env) { x.j = x.p.n + g(x.k/x.z) })
	run("sum map", func(x env) { x.j = x.k/x.z + x.m[x.bad] })
	run("sum map key", func(x env) { x.j = x.k/x.z + x.mm[x.b[x.i]] })
	run("slice", func(x env) { x.b = x.b2[x.i][x.k/x.z:] })
	run("slice index", func(x env) { x.s = x.s[x.b[x.i] : x.k/x.z] })
	run("interfaces", func(x env) { _ = x.es[x.i] == any(x.k/x.z) })
	run("interface, value", func(x env) { _ = x.es[x.i] == x.k/x.z })
	run("texts", func(x env) { _ = x.s[x.i:] < string(rune(x.k/x.z)) })
	run("structs", func(x env) { _ = *x.p == T{n: x.k / x.z} })
	run("concatenation", func(x env) { x.s = fmt.Sprint(x.p.n) + x.s[x.i:] })
	run("structs in place", func(x env) { _ = x.ts[x.i] == x.ts[x.k>>x.neg] })
	run("text added to", func(x env) { x.ss[x.i] += x.s + x.p.v.(string) })
	run("array", func(x env) { x.j = x.pa[x.k/x.z] })
	// Literals, element by element.
	run("literal", func(x env) { _ = []int{x.b[x.i], x.k / x.z} })
	run("literal struct", func(x env) { _ = &T{w: x.k / x.z, n: x.b[x.i]} })
	run("literal boxed", func(x env) { _ = []any{x.b[x.i], int8(x.k / x.z), T{n: g(1)}} })
	run("literal map", func(x env) { _ = map[any]int{x.bad: x.k / x.z} })
	run("literal map entries", func(x env) { fmt.Println(map[int]int{g(1): 1, 1: 2}[1]) })
	// Channels, switches.
	run("send", func(x env) { x.cs[x.i] <- x.k / x.z })
	run("select", func(x env) {
		select {
		case x.cs[0] <- x.k / x.z:
		case x.cs[x.i] <- 1:
		}
	})
	run("switch", func(x env) {
		switch x.k / x.z {
		case x.b[x.i]:
		}
	})
	run("range", func(x env) {
		for x.b[x.i], x.p.n = range x.b {
		}
	})
	run("method value", func(x env) { g2(x.b[x.i], x.nit.get) })
}

// Spec: Min and max, Clear, Allocation.
package main

func check(ok bool, what string) {
	if !ok {
		panic(what)
	}
}

//go:noinline
func id[T any](x T) T { return x }

type pair struct{ a, b int }

func main() {
	println(min(3, 1, 2), max(3, id(7), 2), min("b", "a", "c"), max(1.5, 2), min(id(2.5), 3), max(id("x"), "y", ""))
	zero := id(0.0)
	nan := zero / zero
	println(min(1, nan), max(nan, 1), min(zero, -1/(1/zero)), max(-1/(1/zero), zero), max(id(1), id(2)))
	const c = max(1, 2.5, 'a')
	println(c, min(uint8(200), id(uint8(100))), max(id(int8(-5)), -6))
	p := new(int)
	*p = 3
	q := new(id(42)) // the operand may be an expression
	r := new(pair{1, 2})
	s := new("text")
	u := new(*q + *p)
	r.a++
	*q++
	println(*p, *q, r.a, r.b, *s, *u, *new(uint8(7)), *new(1.5), **new(new(9)))
	m := map[int]int{1: 2}
	clear(m)
	x := []int{1, 2, 3}
	clear(x[1:])
	println(len(m), x[0], x[1], x[2])
	println("builtins_min_max ok")
}

// Spec: Order of evaluation, Assignment statements, Calls.
package main

func check(ok bool, what string) {
	if !ok {
		panic(what)
	}
}

var log string

func f(s string, x int) int   { log += s; return x }
func g(s string) []int        { log += s; return arr }
func ptr(s string) *int       { log += s; return &arr[0] }
func two(s string) (int, int) { log += s; return 1, 2 }
func args(xs ...int) int      { log += "("; return len(xs) }

var arr = []int{0, 10, 20, 30}
var m = map[int]int{}

type T struct{ a, b int }

func (t T) m(s string) T { log += s; return t }

func expect(s string) {
	check(log == s, "got "+log+", want "+s)
	log = ""
}

func caught(f func()) {
	defer func() { log += "!"; recover() }()
	f()
}

func main() {
	_ = f("a", 1) + f("b", 2)*f("c", 3)
	expect("abc")
	g("a")[f("b", 1)] = f("c", 5)
	expect("abc")
	_ = args(f("a", 1), f("b", 2), args(f("c", 3)))
	expect("abc((")
	_ = T{b: f("b", 1), a: f("a", 2)}
	_ = []int{f("x", 1), 5: f("y", 1), 2: f("z", 1)}
	expect("baxyz")
	*ptr("p"), m[f("k", 1)] = two("t")
	expect("pkt")
	i := 0
	i, arr[i] = 1, 99 // the index is evaluated first
	check(arr[0] == 99 && arr[1] == 5, "phases of assignment")
	arr[0], arr[0] = 1, 2
	check(arr[0] == 2, "left to right")
	x := []int{1, 2, 3}
	i = 0
	i, x[i] = 1, 2
	x[1], x[2] = x[2], x[1]
	check(x[0] == 2 && x[1] == 3 && x[2] == 2, "parallel")
	_ = f("a", 0) == 1 && f("b", 1) == 1 || f("c", 1) == 1
	expect("ac")
	T{}.m("a").m("b").m("c")
	expect("abc")
	caught(func() { g("a")[f("b", 100)] = f("c", 1) }) // the index is checked last
	expect("abc!")
	caught(func() { var p *T; p.a = f("v", 1) })
	expect("v!")
	caught(func() { var n map[int]int; n[f("k", 1)] = f("v", 1) })
	expect("kv!")
	var fn func(int)
	caught(func() { fn(f("x", 1)) })
	expect("x!")
	m[f("a", 7)] += f("b", 2)
	expect("ab")
	ch := make(chan int, 1)
	func() chan int { log += "c"; return ch }() <- f("v", 1)
	expect("cv")
	switch f("t", 2) {
	case f("a", 1), f("b", 2), f("c", 3):
	}
	expect("tab")
	defer func(int) { expect("") }(f("d", 1))
	expect("d")
	a, b := 1, 2
	a, b = b, a+b
	check(a == 2 && b == 3, "swap")
	var e interface{}
	e, a = a, 7
	check(e == 2, "boxed before")
	y := [2]int{1, 2}
	z := &y
	z, z[0] = nil, 5
	check(y[0] == 5 && z == nil, "pointer evaluated first")
	println("order_evaluation ok")
}

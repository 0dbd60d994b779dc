// Function literals are numbered in the order of the text, not in that in which operands are evaluated; what gc leaves
// out has no numbers. (Names are those of gc -l: where gc inlines a function it names its literals anew.)
package main

import (
	"fmt"
	"reflect"
	"runtime"
)

func name(f any) string { return runtime.FuncForPC(reflect.ValueOf(f).Pointer()).Name() }

//go:noinline
func f(a, b func() int) func() int { fmt.Println("f", name(a), name(b)); return a }

//go:noinline
func g(a func() int) func() int { fmt.Println("g", name(a)); return a }

//go:noinline
func i(a any, b func() int) int { fmt.Println("i", name(a), name(b)); return 1 }

//go:noinline
func two(a func() int) (x, y func() int) { fmt.Println("two", name(a)); return a, a }

type S struct {
	a, b func() int
	m    map[string]func() int
}

type T int

func (t T) M(a, b func() int) T { fmt.Println("M", name(a), name(b)); return t }

var ch = make(chan func() int, 10)

func ops(c bool) (r1, r2 func() int) {
	f(func() int { return 1 }, g(func() int { return 2 }))
	f(func() int { return 1 }, func() func() int { return g(func() int { return 2 }) }())
	i(func() int { return 1 }, g(func() int { return 2 }))
	s := S{a: func() int { return 1 }, b: g(func() int { return 3 }), m: map[string]func() int{"x": func() int { return 1 }, "y": g(func() int { return 1 })}}
	f(s.a, s.b)
	f(s.m["x"], s.m["y"])
	ch <- func() int { return 3 }
	x, y := func() int { return 1 }, g(func() int { return 2 })
	f(x, y)
	arr := []func() int{func() int { return 1 }, g(func() int { return 2 }), func() int { return 1 }}
	f(arr[0], arr[2])
	arr[i(func() int { return 1 }, func() int { return 2 })] = func() int { return 3 }
	f(arr[1], g(func() int { return 9 }))
	if c && g(func() int { return 1 })() == 1 || f(func() int { return 1 }, func() int { return 2 })() == 2 {
		g(func() int { return 3 })
	}
	T(1).M(func() int { return 1 }, g(func() int { return 2 })).M(func() int { return 1 }, func() int { return 2 })
	m := T(2).M
	m(func() int { return 1 }, g(func() int { return 2 }))
	defer f(func() int { return 1 }, g(func() int { return 2 }))
	defer func(a func() int) { g(func() int { return 2 }); g(a) }(g(func() int { return 7 }))
	var e any = func() int { return 1 }
	switch v := e.(type) {
	case func() int:
		f(v, func() int { return 1 })
	case func():
		v()
	}
	for range 2 {
		arr = append(arr, func() int { return 1 }, g(func() int { return 2 }))
	}
	f(arr[3], arr[4])
	p := &S{a: func() int { return 1 }, b: g(func() int { return 2 })}
	f(p.a, p.b)
	p.a, p.b = func() int { return 2 }, g(func() int { return 1 })
	f(p.a, p.b)
	goto end
end:
	sm := map[int]func() int{i(func() int { return 1 }, func() int { return 2 }): func() int { return 1 }}
	g(sm[1])
	_ = [...]string{"a", "b"}[func() int { g(func() int { return 3 }); return 1 }()]
	st := fmt.Sprint("a"+name(func() int { return 1 })+"b"+name(g(func() int { return 2 })), name(func() int { return 4 }))
	fmt.Println(st)
	var fn func(func() int) func() int
	fn = func(q func() int) func() int { g(q); return func() int { return 2 } }
	g(fn(func() int { return 4 }))
	func() { defer func() { recover() }(); panic(func() int { return 1 }) }()
	z, ok := (<-ch), func() int { return 5 }
	f(z, ok)
	return func() int { return 1 }, g(func() int { return 2 })
}

var a1, a2 = two(func() int { return 1 })
var a3 = f(func() int { return 1 }, g(func() int { return 2 }))
var a4 = map[string]func() int{"a": func() int { return 1 }, "b": g(func() int { return 2 }), "c": func() int { return 4 }}
var a5 = struct{ x, y func() int }{y: func() int { return 1 }, x: g(func() int { return 4 })}
var a6 = [2]func() int{1: func() int { return 1 }, 0: func() int { return 4 }}

type G[E any] struct{ e E }

func (x G[E]) M() func() int {
	f(func() int { return 1 }, g(func() int { fmt.Println(x); return 2 }))
	return func() int { fmt.Println(x); return 2 }
}

func gen[E any](e E) func() E {
	f(func() int { return 1 }, g(func() int { fmt.Println(e); return 2 }))
	return func() E { return e }
}

func dead() func() int {
	for false {
		g(func() int { return 1 })
	}
	if x := 1; true || x == 2 {
		g(func() int { return 1 })
	} else {
		g(func() int { return 1 })
	}
	if func() int { return 2 }() == 1 && false {
		g(func() int { return 1 })
	}
	if false && func() int { return 2 }() == 1 {
		g(func() int { return 1 })
	}
	if true || func() int { return 2 }() == 1 {
		g(func() int { return 1 })
	}
	switch {
	case false:
		g(func() int { return 1 })
	}
	if len(a6) == 2 {
		return g(func() int { return 1 })
	}
	panic("x")
	g(func() int { return 1 })
	return g(func() int { return 1 })
}

func main() {
	f(ops(true))
	f(a1, a2)
	g(a3)
	f(a4["a"], a4["b"])
	g(a4["c"])
	f(a5.x, a5.y)
	f(a6[0], a6[1])
	g(G[int]{}.M())
	fmt.Println(name(gen("s")), name(gen(G[string]{})))
	dead()
}

type kind int

func switches(k kind, s string) func() int {
	switch kind(2) {
	case 1:
		g(func() int { return 1 })
	case 2, 3:
		g(func() int { return 1 })
	default:
		g(func() int { return 1 })
	}
	const name = "x"
	switch name {
	case "y":
		g(func() int { return 1 })
	case s:
		g(func() int { return 1 })
	}
	switch true {
	case 1 > 2:
		g(func() int { return 1 })
	default:
		g(func() int { return 1 })
	case len(name) == 1:
		g(func() int { return 1 })
		fallthrough
	case false:
		g(func() int { return 1 })
	}
	for {
		goto out
		g(func() int { return 1 })
	}
	g(func() int { return 1 })
out:
	{
		if k == 1 {
			return nil
		} else {
			panic(1)
		}
		g(func() int { return 1 })
	}
	return g(func() int { return 1 })
}

func after(k kind) func() int {
	defer g(func() int { return 1 })
	if k == 1 {
		return nil
	} else {
		return g(func() int { return 1 })
	}
	g(func() int { return 1 })
last:
	g(func() int { return 1 })
	goto last
}

func init() {
	switches(1, "x")
	after(2)
	var mixed = map[string]func() int{"a": func() int { return 1 }, "b": dead(), "c": func() int { return 1 }, "d": nil, "e": nil,
		"f": nil, "g": nil, "h": nil, "i": func() int { return 1 }, "j": nil, "k": nil, "l": func() int { return 1 }}
	f(mixed["a"], mixed["c"])
	f(mixed["i"], mixed["l"])
}

var m9 = map[int]func() int{1: func() int { return 1 }, 2: dead(), 3: func() int { return 1 }, 4: func() int { return 1 },
	5: func() int { return 1 }, 6: func() int { return 1 }, 7: func() int { return 1 }, 8: func() int { return 1 },
	9: func() int { return 1 }, 10: func() int { return 1 }, 11: func() int { return 1 }, 12: func() int { return 1 }}

func init() {
	for i := 1; i <= 12; i++ {
		g(m9[i])
	}
}

type anys struct {
	x any
	f func() int
}

var s1 = []any{map[int]int{}, func() int { return 1 }, any(func() int { return 2 }), anys{func() int { return 2 }, func() int { return 4 }}, &anys{x: func() int { return 1 }}}
var s2 = map[string]any{"a": func() int { return 1 }, "b": dead(), "c": []any{func() int { return 3 }, dead()}, "d": (func() int)(func() int { return 4 })}
var s3 = struct {
	p *anys
	q [2]any
	r any
}{&anys{dead(), func() int { return 1 }}, [2]any{func() int { return 2 }, dead()}, anys{x: func() int { return 1 }}}

func init() {
	for _, x := range s1[1:3] {
		g(x.(func() int))
	}
	f(s1[3].(anys).x.(func() int), s1[3].(anys).f)
	g(s1[4].(*anys).x.(func() int))
	g(s2["a"].(func() int))
	g(s2["c"].([]any)[0].(func() int))
	g(s2["d"].(func() int))
	g(s3.p.f)
	g(s3.q[0].(func() int))
	g(s3.r.(anys).x.(func() int))
	local := []any{map[int]int{}, func() int { return 1 }, any(func() int { return 2 }), anys{func() int { return 2 }, func() int { return 4 }}, &anys{x: func() int { return 1 }}}
	f(local[1].(func() int), local[2].(func() int))
	f(local[3].(anys).x.(func() int), local[4].(*anys).x.(func() int))
}

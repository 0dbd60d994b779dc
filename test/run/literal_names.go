// The names of function literals: in functions, methods, instances, initializers and each other.
package main

import (
	"fmt"
	"reflect"
	"runtime"
)

func name(f any) string { return runtime.FuncForPC(reflect.ValueOf(f).Pointer()).Name() }

var sink any

//go:noinline
func show(fs ...any) {
	for _, f := range fs {
		fmt.Println(name(f))
	}
}

var v1 = func() int { return 1 }
var v2, v3 = func() { show(func() {}) }, map[string]func(){"a": func() {}, "b": func() {}}
var late = early()
var v4 = []func(){func() {}, func() { v2() }}
var v5 any = func() int { return v6() }
var v6 = func() int { return 6 }

func early() int { return v6() }

type T struct{ f func() }

func (T) M()  { show(func() {}) }
func (*T) P() { show(func() {}) }

func init() { show(func() {}, func() {}) }
func init() { show(func() {}) }

func gen[E any](e E) {
	show(func() { fmt.Println(e) }, func() {})
	func() { show(func() { fmt.Println(e) }) }()
}

func wrap(f func() int, g func() int) int { show(f, g); return f() + g() }

func order(c bool) (r func()) {
	a, b := func() int { return 1 }, func() int { return 2 }
	m := map[string]func(){}
	m[func() string { show(func() {}); return "x" }()] = func() { fmt.Println(a()) }
	show(m["x"])
	if c && wrap(func() int { return 1 }, func() int { return 2 }) == 3 {
		show(func() {})
	} else {
		show(func() {})
	}
	if false {
		show(func() { fmt.Println("dead") })
	}
	const debug = false
	if debug {
		show(func() { fmt.Println("dead") })
	} else {
		show(func() { fmt.Println("live") })
	}
	for i := func() int { return 0 }(); i < func() int { return 1 }(); i += func() int { return 1 }() {
		show(func() { fmt.Println(i) })
	}
	switch x := func() int { return 3 }(); func() int { return x }() {
	case func() int { return 3 }():
		show(func() {})
	default:
		show(func() {})
	}
	ch := make(chan int, 1)
	select {
	case ch <- func() int { return 1 }():
		show(func() {})
	case <-ch:
		show(func() {})
	}
	for x := range func(yield func(int) bool) { yield(1) } {
		show(func() { fmt.Println(x) })
		for y := range func(yield func(int) bool) { yield(1) } {
			show(func() { fmt.Println(x, y) })
			defer func() { show(func() {}) }()
		}
	}
	defer show(func() {})
	go func() { show(func() {}); ch <- 1 }()
	if c {
		<-ch
	}
	<-ch
	t := T{func() {}}
	show(t.f, b)
	_ = len([...]func(){func() {}, func() {}})
	show(func() {})
	x := []func(){1: func() {}, 0: func() {}}
	show(x[0], x[1])
	y := struct{ p, q func() }{q: func() {}, p: func() {}}
	show(y.p, y.q)
	func() {
		show(func() {}, func() {
			show(func() {})
		})
		func() { show(func() {}) }()
	}()
	var arr [2]func()
	arr[func() int { return 0 }()], arr[1] = func() {}, func() {}
	show(arr[0], arr[1])
	return func() { show(func() {}) }
}

func main() {
	show(v1, v2, v3["a"], v3["b"], v4[0], v4[1], v5, v6)
	v2()
	v4[1]()
	T{}.M()
	(&T{}).P()
	gen(1)
	gen("s")
	r := order(true)
	show(r)
	r()
}

// Values that are copied from or to a nil pointer by more than loads and stores, and values without size: what the
// runtime, a call or a comparison gets is an address, which must be checked.
package main

import (
	"fmt"
	"reflect"
	"unsafe"
)

type B struct {
	n int
	a [20]int
	s [5]string
	e struct{}
	k [3]string
}

type W struct {
	b *B
	B
}

var sink any

//go:noinline
func take(x [20]int) int { return x[3] }

//go:noinline
func takeS(x [5]string, y B) int { return len(x[3]) + y.n }

//go:noinline
func give(p *B) [20]int { return p.a }

//go:noinline
func give2(p *B) (x [5]string, n int) { return p.s, 1 }

//go:noinline
func named(p *B) (x [20]int) { x = p.a; return }

func variadic(x ...[20]int) int { return len(x) }

func gen[T any](x T) { sink = x }

func pgen[T any](p *T) T { return *p }

func try(name string, f func()) {
	defer func() {
		if e := recover(); e != nil {
			if err, ok := e.(error); ok {
				println(name, err.Error())
			} else {
				println(name, "?")
			}
		}
	}()
	f()
	println(name, "done")
}

func main() {
	var p *B
	var w *W
	w2 := &W{}
	q := &B{}
	ch := make(chan [20]int, 3)
	cs := make(chan B, 3)
	m := map[[3]string]int{}
	mv := map[int][20]int{}
	mb := map[int]B{}
	var arr [4]B
	sl := make([]B, 2)
	try("send", func() { ch <- p.a })
	try("sendB", func() { cs <- *p })
	try("select", func() {
		select {
		case ch <- p.a:
		default:
		}
	})
	try("selectrecv", func() {
		ch <- q.a
		select {
		case p.a = <-ch:
		default:
		}
	})
	try("recv", func() { ch <- q.a; p.a = <-ch })
	try("mapkey", func() { m[p.k] = 1 })
	try("mapget", func() { _ = m[p.k] })
	try("mapget2", func() { _, ok := m[p.k]; _ = ok })
	try("mapdel", func() { delete(m, p.k) })
	try("mapval", func() { mv[1] = p.a })
	try("mapvalB", func() { mb[1] = *p })
	try("maplit", func() { sink = map[int][20]int{1: p.a} })
	try("mapload", func() { p.a = mv[7] })
	try("any", func() { sink = p.a })
	try("anyS", func() { sink = p.s })
	try("anyB", func() { sink = *p })
	try("arg", func() { take(p.a) })
	try("argS", func() { takeS(p.s, *q) })
	try("argB", func() { takeS(q.s, *p) })
	try("ret", func() { give(p) })
	try("ret2", func() { give2(p) })
	try("named", func() { named(p) })
	try("variadic", func() { variadic(p.a, q.a) })
	try("gen", func() { gen(p.a) })
	try("pgen", func() { pgen(p) })
	try("pgen2", func() { _ = pgen(p) })
	try("range", func() {
		for _, x := range p.a {
			_ = x
		}
	})
	try("range1", func() {
		for i := range p.a {
			_ = i
		}
	})
	try("rangeS", func() {
		for _, x := range p.s {
			_ = x
		}
	})
	try("eqconst", func() { _ = p.a == [20]int{} })
	try("eqS", func() { _ = p.s == q.s })
	try("eqS2", func() { _ = q.s == p.s })
	try("eqB", func() { _ = *p == *p })
	try("eqany", func() { _ = any(p.a) == sink })
	try("lit", func() { sink = []B{*p} })
	try("lit2", func() { sink = [2][20]int{p.a, q.a} })
	try("lit3", func() { x := B{a: p.a}; sink = &x })
	try("append", func() { sl = append(sl, *p) })
	try("appendarr", func() { sink = append([]int{}, p.a[:]...) })
	try("copy", func() { copy(sl[0].a[:], p.a[:]) })
	try("copy2", func() { copy(p.a[:], sl[0].a[:]) })
	try("clear", func() { clear(p.a[:]) })
	try("assign", func() { *p = *q })
	try("assign2", func() { *q = *p })
	try("assign3", func() { *p = *p })
	try("assign4", func() { p.a = p.a })
	try("swap", func() { *p, *q = *q, *p })
	try("zero", func() { *p = B{} })
	try("zeroa", func() { p.a = [20]int{} })
	try("arrset", func() { arr[p.n] = *q })
	try("arrset2", func() { i := 2; arr[i] = *p })
	try("slset", func() { sl[1] = *p })
	try("closure", func() { f := func() [20]int { return p.a }; _ = f() })
	try("defer", func() { defer take(p.a) })
	try("deferS", func() { defer takeS(p.s, *p) })
	try("go", func() { go take(p.a) })
	try("embed", func() { _ = w.a })
	try("embed2", func() { _ = w2.b.a })
	try("embed3", func() { x := w.B; sink = &x })
	try("assert", func() { var e any = p; x := *e.(*B); sink = &x })
	try("conv", func() { sink = any(*p).(B).n })
	try("fmt", func() { fmt.Sprint(p.s) })
	try("reflect", func() { reflect.ValueOf(p.s) })
	try("unsafe", func() { sink = unsafe.Sizeof(p.a) })
	try("index", func() { i := 3; _ = p.a[i] })
	try("indexS", func() { i := 3; _ = p.s[i] })
	try("field", func() { _ = p.e })
	try("fieldset", func() { p.e = struct{}{} })
	try("structconv", func() { type C B; x := C(*p); sink = &x })
	try("ptrarr", func() { x := (*[20]int)(p.a[:]); _ = x })
	try("min", func() { _ = min(p.n, 3) })
	try("panic", func() { panic(fmt.Errorf("x%v", len(p.s[0]))) })
	try("print", func() { print(p.s[0]) })
	try("strcat", func() { sink = p.s[0] + p.s[1] })
	try("strcmp", func() { _ = p.s[0] < p.s[0] })
	try("streq", func() { _ = p.s[0] == p.s[0] })
	try("strconv", func() { sink = []byte(p.s[0]) })
	try("switch", func() {
		switch p.k {
		case [3]string{}:
		}
	})
	try("switchB", func() {
		switch p.a {
		case q.a:
		}
	})
	try("methodval", func() { f := reflect.TypeOf(p.a).String; _ = f })
	try("incdec", func() { p.a[3]++ })
	try("opassign", func() { p.s[2] += "x" })
	try("addr", func() { _ = &p.a })
	try("addr2", func() { x := &p.s[1]; _ = x })
	try("addr3", func() { x := &p.e; sink = x })
	try("addrself", func() { x := &(*p); _ = x; println(x == nil) })
	try("slice0", func() { var z *[0]int; _ = z[:] })
	try("rangeptr", func() {
		var z *[3]int
		for i := range z {
			_ = i
		}
		println(len(z))
	})
	try("rangeptrv", func() {
		var z *[3]int
		for _, v := range z {
			_ = v
		}
	})
	try("rangeptrblank", func() {
		var z *[3]int
		for _, _ = range z {
		}
	})
	try("rangeptr0", func() {
		var z *[0]int
		for _, v := range z {
			_ = v
		}
	})
	try("lenptr", func() { f := func() *[3]int { return nil }; println(len(f())) })
	try("lenderef", func() { f := func() *[3]int { return nil }; println(len(*f())) })
	try("zset", func() { var z *struct{}; *z = struct{}{} })
	try("zget", func() { var z *struct{}; _ = *z })
	try("zcmp", func() { var z *struct{}; println(*z == *z) })
	try("zany", func() { var z *struct{}; sink = *z })
	try("zarr", func() { var z *[5]struct{}; i := 2; _ = z[i] })
	try("zarr2", func() { var z *[5]struct{}; i := 2; z[i] = struct{}{} })
	try("zarr3", func() { var z *[5]struct{}; i := 2; sink = &z[i] })
	try("zmeth", func() { var z *Z; z.M() })
	try("zmeth2", func() { var z *Z; f := z.M; _ = f })
	try("zch", func() { var z *struct{}; c := make(chan struct{}, 1); c <- *z })
	try("zmap", func() { var z *struct{}; c := map[struct{}]int{}; c[*z] = 1 })
	try("zarg", func() { var z *Z; zf(*z) })
	try("zret", func() { var z *Z; _ = zr(z) })
	try("zappend", func() { var z *Z; sink = append([]Z{}, *z) })
	try("zlit", func() { var z *Z; sink = []Z{*z} })
	try("zlit2", func() {
		var z *Z
		sink = struct {
			z Z
			n int
		}{*z, 1}
	})
}

type Z struct{}

func (Z) M() {}

func zf(z Z) {}

//go:noinline
func zr(z *Z) Z { return *z }

// What the programs of pointers.py share.
package main

import "runtime"

type N struct {
	next *N
	p    *int
	v    int
}
type S struct {
	N
	q  *N
	a  [2]*int
	s  []*int
	pp **int
}
type E struct {
	*S
	m map[int]*int
	f func() *int
	i I
}
type Box[T any] struct {
	v    T
	next *Box[T]
}
type I interface {
	reach() *int
	deep() *N
}

func (n *N) reach() *int { return n.next.next.p }
func (n *N) deep() *N    { return n.next.next.next }
func (n *N) set(p *int)  { n.p = p }
func (n *N) link(m *N)   { n.next = m }
func (s S) far() *int    { return *s.pp }
func (s *S) swap()       { s.a[0], s.a[1] = s.a[1], s.a[0] }
func (e E) mapped() *int { return e.m[1] }

type F func() *int

func (f F) reach() *int { return f() }
func (f F) deep() *N    { return &N{leafN(1), f(), 1} }

func ptr[T any](x T) *T        { return &x }
func last[T any](all ...T) T   { return all[len(all)-1] }
func same[T any](x T) T        { return x }
func unbox[T any](b *Box[T]) T { return b.next.v }
func choose[T any](x, y T) T {
	if len(ballast) > 1 {
		return x
	}
	return y
}
func through[T any](x T) T {
	c := make(chan T, 1)
	c <- x
	return <-c
}
func each[T any](all []T) func(func(int, T) bool) {
	return func(yield func(int, T) bool) {
		for i, x := range all {
			if !yield(i, x) {
				return
			}
		}
	}
}

//go:noinline
func leafP(k int) *int { return &k }

//go:noinline
func leafN(k int) *N {
	n := &N{p: leafP(k), v: k + 1}
	n.next = &N{n, leafP(k + 2), k + 3}
	return n
}

//go:noinline
func leafS(k int) *S {
	p := leafP(k + 3)
	return &S{*leafN(k), leafN(k + 1), [2]*int{leafP(k + 2), p}, []*int{p, leafP(k + 4)}, &p}
}

//go:noinline
func leafM(k int) map[int]*int { return map[int]*int{0: leafP(k), 1: leafP(k + 1), 2: leafP(k + 2)} }

//go:noinline
func leafMN(k int) map[int]*N { return map[int]*N{0: leafN(k), 1: leafN(k + 1), 2: leafN(k + 2)} }

//go:noinline
func leafE(k int) *E {
	return &E{leafS(k), leafM(k), func() *int { return leafP(k) }, leafN(k)}
}

//go:noinline
func leafB(k int) *Box[*int] {
	b := &Box[*int]{v: leafP(k)}
	b.next = &Box[*int]{leafP(k + 1), b}
	return b
}

var sum, count int

//go:noinline
func see(x int) {
	sum = sum*31 + x
	count++
}

//go:noinline
func seeP(p *int) { see(*p) }

//go:noinline
func seePP(p **int) { see(**p) }

//go:noinline
func seePPP(p ***int) { see(***p) }

//go:noinline
func seeN(n *N) {
	for range 3 {
		see(n.v)
		see(*n.p)
		n = n.next
	}
}

//go:noinline
func seeNN(n **N) { seeN(*n) }

//go:noinline
func seeS(s *S) {
	seeN(&s.N)
	seeN(s.q)
	see(*s.a[0])
	see(*s.a[1])
	seeSlice(s.s)
	see(**s.pp)
}

//go:noinline
func seeSlice(s []*int) {
	for _, p := range s {
		see(*p)
	}
}

//go:noinline
func seeSlices(all [][]*int) {
	for _, s := range all {
		seeSlice(s)
	}
}

//go:noinline
func seeNodes(all []*N) {
	for _, n := range all {
		seeN(n)
	}
}

//go:noinline
func seeA(a *[2]*int) {
	see(*a[0])
	see(*a[1])
}

//go:noinline
func seeM(m map[int]*int) {
	for k := range 3 {
		see(*m[k])
	}
}

//go:noinline
func seeMN(m map[int]*N) {
	for k := range 3 {
		seeN(m[k])
	}
}

//go:noinline
func seeE(e *E) {
	seeS(e.S)
	seeM(e.m)
	see(*e.f())
	see(*e.i.reach())
}

//go:noinline
func seeB(b *Box[*int]) {
	for range 3 {
		see(*b.v)
		b = b.next
	}
}

//go:noinline
func seeAny(x any) {
	switch x := x.(type) {
	case *int:
		see(*x)
	case *N:
		seeN(x)
	case *S:
		seeS(x)
	case N:
		seeN(&x)
	case []*int:
		seeSlice(x)
	case [2]*int:
		seeA(&x)
	case **int:
		see(**x)
	}
}

type waste struct {
	a, b, c *int
	d       [3]int
}

var ballast = []*waste{{}, {}}
var poison = -77

//go:noinline
func clobber(n, m int) int {
	if n == 0 {
		return m
	}
	a, b, c, d := n+m, n*m, n-m, n^m
	e := [6]int{a, b, c, d, poison, poison}
	return clobber(n-1, a&0xff) + a + b + c + d + e[n&3]
}

//go:noinline
func garbage(n int) {
	for i := range n {
		p := &poison
		ballast = append(ballast[:2], &waste{p, p, p, [3]int{-i, -i, -i}}, &waste{d: [3]int{poison}})
		for _, size := range []int{1, 2, 3, 5, 8} {
			q := make([]*int, size)
			for k := range q {
				x := -k - 1000
				q[k] = &x
			}
			ballast[0].a = q[0]
		}
	}
}

//go:noinline
func churn(way int) {
	switch way {
	case 0:
		clobber(20, 5)
	case 1:
		clobber(300, 7)
	case 2:
		runtime.GC()
		garbage(3)
	case 3:
		garbage(10)
	}
}

func show(name string, f func()) {
	defer func() {
		if r := recover(); r != nil {
			println(name, "panics")
			if e, ok := r.(error); ok {
				println(e.Error())
			}
		}
	}()
	sum, count = 0, 0
	f()
	println(name, sum, count)
}

// ---- of chains.py

type Emb[T any] struct {
	*Box[T]
	k int
}
type Emb2[T any] struct {
	k int
	Emb[T]
}
type Emb3[T any] struct{ *Emb2[T] }
type Getter[T any] interface{ get() T }

func (b *Box[T]) get() T        { return b.v }
func (b *Box[T]) put(v T)       { b.v = v }
func (e Emb2[T]) fetch() T      { return e.v }
func zero[T any]() (x T)        { return }
func mid[T any](all ...T) T     { return all[len(all)/2] }
func apply[T any](f func() T) T { return f() }
func filled[T any](x T) chan T {
	c := make(chan T, 1)
	c <- x
	return c
}
func peek[T any](c chan T) T {
	x := <-c
	c <- x
	return x
}

//go:noinline
func held[T any](b *Box[T]) T { return b.next.v }

//go:noinline
func call[T any](f func() T) T { return f() }

//go:noinline
func tail[T any](b *Box[T]) T {
	for b.next != nil {
		b = b.next
	}
	return b.v
}

//go:noinline
func down[T any](b *Box[T], n int) T {
	if n == 0 {
		return b.v
	}
	return down(b.next, n-1)
}

//go:noinline
func pass[T any](x T) T { return x }

//go:noinline
func both[T any](x, y *Box[T]) (T, T) { return y.v, x.v }

//go:noinline
func finally[T any](b *Box[*Box[T]]) (r T) {
	defer func() { r = b.v.v }()
	return
}

//go:noinline
func eachOf[T any](all []T) func(func(int, T) bool) { return each(all) }

//go:noinline
func caught(f func()) (r any) {
	defer func() { r = recover() }()
	f()
	return
}

// Pointers that come back through what is not plain code: atomics, pools, reflect, unsafe, large results, method values,
// deferred calls, select, goroutines, temporaries of strings, embedded interfaces.
package main

import (
	"fmt"
	"reflect"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"unsafe"
)

//go:noinline
func clobber(n, m int) int {
	if n == 0 {
		return m
	}
	a, b, c, d := n+m, n*m, n-m, n^m
	return clobber(n-1, a&0xff) + a + b + c + d
}

func churn() {
	clobber(100, 3)
	runtime.GC()
	var keep [][]int
	for i := range 50 {
		keep = append(keep, []int{-i, -i, -i, -i})
	}
	_ = keep
}

type box struct {
	p    *int
	next *box
}
type big struct {
	a, b, c, d, e, f, g *int
	n                   int
}

func atomics() *int {
	x := 1
	var a atomic.Pointer[box]
	a.Store(&box{p: &x})
	b := a.Load()
	return b.p
}
func atomicLoop() []*int {
	var all []*int
	var a atomic.Pointer[int]
	for i := range 3 {
		x := i
		if p := a.Swap(&x); p != nil {
			all = append(all, p)
		}
	}
	y := 9
	a.CompareAndSwap(a.Load(), &y)
	return append(all, a.Load())
}
func atomicValue() *box {
	var v atomic.Value
	for i := range 3 {
		x := i
		v.Store(&box{p: &x})
	}
	return v.Load().(*box)
}
func atomicUnsafe() *int {
	x := 11
	var p unsafe.Pointer
	atomic.StorePointer(&p, unsafe.Pointer(&x))
	return (*int)(atomic.LoadPointer(&p))
}
func pools() *int {
	x := 12
	pool := sync.Pool{New: func() any { return &box{p: &x} }}
	return pool.Get().(*box).p
}
func syncMap() *int {
	var m sync.Map
	for i := range 3 {
		x := i
		m.Store(i, &x)
	}
	v, _ := m.Load(1)
	return v.(*int)
}
func reflected() *int {
	x := 13
	b := box{p: &x}
	v := reflect.ValueOf(&b).Elem().Field(0)
	_ = v.Kind()
	return (*int)(unsafe.Pointer(v.Pointer()))
}

type R struct{ P *int }

func reflectSet() *int {
	x := 14
	var r R
	reflect.ValueOf(&r).Elem().Field(0).Set(reflect.ValueOf(&x))
	return r.P
}
func reflectCall() *int {
	x := 15
	f := func(b *box) *int { return b.p }
	return reflect.ValueOf(f).Call([]reflect.Value{reflect.ValueOf(&box{p: &x})})[0].Interface().(*int)
}
func reflectAppend() *int {
	var s []*int
	for i := range 3 {
		x := i + 20
		s = reflect.Append(reflect.ValueOf(s), reflect.ValueOf(&x)).Interface().([]*int)
	}
	return s[1]
}
func reflectFunc() *int {
	x := 16
	p := &x
	f := reflect.MakeFunc(reflect.TypeOf(func() *int { return nil }), func([]reflect.Value) []reflect.Value {
		return []reflect.Value{reflect.ValueOf(p)}
	}).Interface().(func() *int)
	return f()
}
func unsafeSlice() *int {
	x, y := 17, 0
	_ = y
	p := &x
	s := unsafe.Slice(&p, 1)
	return s[0]
}
func unsafeString() string {
	b := [4]byte{'a', 'b', 'c', 'd'}
	return unsafe.String(&b[1], 2)
}
func unsafeWalk() *int {
	type two struct{ a, b int }
	t := two{18, 19}
	return (*int)(unsafe.Pointer(uintptr(unsafe.Pointer(&t)) + unsafe.Offsetof(t.b)))
}
func unsafeOr() *int {
	x := [2]int{20, 21}
	return (*int)(unsafe.Pointer(uintptr(unsafe.Pointer(&x)) &^ 7))
}

type S struct {
	list []*int
	m    map[*int]*int
	big  big
}

func (s *S) add(p *int)       { s.list = append(s.list, p) }
func (s *S) put(p *int)       { s.m[p] = p }
func (s S) get() *int         { return s.big.g }
func mkBig(p *int) big        { return big{p, p, p, p, p, p, p, 3} }
func pickBig(b big) *int      { return b.c }
func passBig(b big) big       { return b }
func bigOf(b *big) (big, int) { return *b, 4 }

//go:noinline
func mkBig2(p *int) big { return big{p, p, p, p, p, p, p, 3} }

//go:noinline
func passBig2(b big) big { return b }

//go:noinline
func pickBig2(b big) *int { return b.c }

//go:noinline
func bigPtr(b *big) (r big, n int) { r = *b; return r, 4 }

func bigLoop() []*int {
	var prev big
	var all []*int
	for i := range 3 {
		x := i + 30
		if i > 0 {
			all = append(all, prev.c, pickBig2(prev))
		}
		prev = passBig2(mkBig2(&x))
	}
	return append(all, prev.a)
}
func bigPhi(c bool) *int {
	x, y := 31, 32
	a, b := mkBig2(&x), mkBig2(&y)
	p := &a
	if c {
		p = &b
	}
	r, _ := bigPtr(p)
	return pickBig2(r)
}
func bigCall() *int {
	x := 33
	f := func() big { return mkBig2(&x) }
	return passBig2(f()).g
}
func methods() []*int {
	s := S{m: map[*int]*int{}}
	for i := range 3 {
		x := i + 40
		defer s.add(&x)
		s.add(&x)
		s.put(&x)
		f := s.add
		y := i + 50
		f(&y)
	}
	for p := range s.m {
		if *p == 41 {
			s.list = append(s.list, p)
		}
	}
	return s.list
}
func namedResult() (p *int) {
	r := func() (r int) {
		p = &r
		defer func() { r++ }()
		return 60
	}
	r()
	return p
}
func recovered() (p *int) {
	x := 61
	defer func() {
		p = recover().(*box).p
	}()
	panic(&box{p: &x})
}
func deferLoop() (all []*int) {
	for i := range 4 {
		x := i + 62
		b := box{p: &x}
		defer func() { all = append(all, b.p) }()
		if i == 1 {
			defer func(b *box) { all = append(all, b.p) }(&b)
		}
	}
	return nil
}
func threeClause() []func() *int {
	var fs []func() *int
	for i := 0; i < 3; i++ {
		fs = append(fs, func() *int { i += 10; return &i })
		if i == 1 {
			continue
		}
		i := i
		fs = append(fs, func() *int { return &i })
	}
	return fs
}
func initClause() *int {
	var p *int
	for i, q := 0, &p; i < 3; i++ {
		x := i + 70
		*q = &x
	}
	return p
}
func typeSwitch(vs ...any) []any {
	var all []any
	for _, v := range vs {
		switch x := v.(type) {
		case int:
			all = append(all, &x)
		case string:
			p := &x
			pp := &p
			all = append(all, *pp)
		}
	}
	return all
}
func ifChain(m map[string]int) []*int {
	var all []*int
	for _, k := range []string{"a", "b", "c"} {
		if v, ok := m[k]; ok {
			q := &v
			all = append(all, q)
		} else if w, ok := m[k+k]; ok {
			b := box{p: &w}
			c := b
			all = append(all, c.p)
		}
	}
	return all
}
func arrayElem() []*int {
	var prev *[3]int
	var all []*int
	for i := range 3 {
		a := [3]int{i, i + 1, i + 2}
		p := &a[i]
		if prev != nil {
			all = append(all, &prev[1])
		}
		all = append(all, p)
		prev = &a
	}
	return all
}
func backing() []int {
	var a [4]int
	s := a[:0]
	for i := range 3 {
		s = append(s, i+80)
	}
	return s
}
func backings() [][]int {
	var all [][]int
	for i := range 3 {
		var a [4]int
		s := a[:0]
		s = append(s, i+80)
		t := s
		all = append(all, t[:1])
	}
	return all
}
func stringKeys() string {
	m := map[string]int{}
	type key struct {
		s string
		n int
	}
	k := map[key]int{}
	b := []byte("abc")
	for i := range 3 {
		b[0] = 'a' + byte(i)
		m[string(b)] = i
		k[key{string(b), i}]++
		_ = m[string(b)]
	}
	b[0] = 'z'
	return fmt.Sprint(m, k, m["abc"], "<"+string(b)+">", string(b) == "zbc")
}
func stringLoop() []string {
	var all []string
	var prev string
	b := [5]byte{'h', 'e', 'l', 'l', 'o'}
	for i := range 4 {
		b[1] = 'a' + byte(i)
		s := string(b[:])
		t := struct{ s string }{s}
		p := &t
		all = append(all, prev)
		prev = p.s
		b[0]++
	}
	return append(all, prev)
}
func runes() []string {
	var all []string
	for _, r := range "héé世" {
		s := string(r)
		p := &s
		q := &p
		all = append(all, **q)
	}
	return all
}
func bytesOf(s string) [][]byte {
	var all [][]byte
	for i := range 3 {
		b := []byte(s)
		b[0] += byte(i)
		c := struct{ b []byte }{b}
		d := &c
		all = append(all, d.b)
	}
	return all
}
func builders() string {
	var all []*strings.Builder
	for i := range 3 {
		var b strings.Builder
		b.WriteString("b")
		b.WriteByte('0' + byte(i))
		p := &b
		all = append(all, p)
	}
	s := ""
	for _, b := range all {
		s += b.String()
	}
	return s
}
func selects() []*int {
	c, d := make(chan *int, 3), make(chan box, 3)
	var s struct {
		p *int
		b box
	}
	var all []*int
	for i := range 3 {
		x, y := i+90, i+95
		select {
		case c <- &x:
		case (chan box)(nil) <- box{p: &y}:
			panic("no")
		}
		select {
		case s.p = <-c:
			all = append(all, s.p)
		}
		d <- box{p: &y}
		select {
		case s.b = <-d:
		}
		if s.b.p != nil {
			all = append(all, s.b.p)
		}
		for len(d) > 0 {
			<-d
		}
	}
	return all
}
func goroutines() []*int {
	c := make(chan *box)
	var all []*int
	for i := range 3 {
		x := i + 100
		b := box{p: &x}
		go func() { c <- &b }()
		all = append(all, (<-c).p)
		go func(b box) { c <- &b }(b)
		all = append(all, (<-c).p)
	}
	return all
}
func recursive() *int {
	x := 110
	var f func(n int) *int
	f = func(n int) *int {
		if n == 0 {
			return &x
		}
		y := n
		_ = y
		return f(n - 1)
	}
	return f(5)
}
func linked() []int {
	var head *box
	p := &head
	for i := range 4 {
		x := i + 120
		b := box{p: &x}
		*p = &b
		p = &b.next
	}
	var all []int
	for b := head; b != nil; b = b.next {
		all = append(all, *b.p)
	}
	return all
}
func reversed() []int {
	var head *box
	for i := range 4 {
		x := i + 130
		b := box{&x, head}
		head = &b
	}
	var all []int
	for b := head; b != nil; b = b.next {
		all = append(all, *b.p)
	}
	return all
}
func pairs(n int) func(func(*int, box) bool) {
	return func(yield func(*int, box) bool) {
		for i := range n {
			x := i
			if !yield(&x, box{p: &x}) {
				return
			}
		}
	}
}
func overFunc() []*int {
	var all []*int
	var prev box
	for p, b := range pairs(3) {
		all = append(all, p)
		if prev.p != nil {
			all = append(all, prev.p)
		}
		prev = b
		defer func() { *b.p = 7 }()
	}
	return all
}
func gotos() []*int {
	var all []*int
	i := 0
	var prev **int
loop:
	x := i + 140
	p := &x
	if prev != nil {
		all = append(all, *prev)
	}
	prev = &p
	if i++; i < 3 {
		if i == 2 {
			goto loop
		}
		goto loop
	}
	return append(all, *prev)
}
func gomax() *int {
	x := 150
	p := &x
	m := map[string]*box{"a": {p: p}}
	for k, v := range m {
		if k == "a" {
			return v.p
		}
	}
	return nil
}
func variadicAny(all ...any) any { return all[len(all)-1] }
func variadics() []any {
	var r []any
	for i := range 3 {
		x := i + 160
		r = append(r, variadicAny(1, &x), variadicAny(x))
	}
	return r
}

type iface interface{ val() *int }

func (b box) val() *int { return b.p }

type wrap struct{ iface }

func embeds() []*int {
	var prev iface
	var all []*int
	for i := range 3 {
		x := i + 170
		w := wrap{box{p: &x}}
		if prev != nil {
			all = append(all, prev.val())
		}
		prev = &w
	}
	return append(all, prev.val())
}
func deref(p ...*int) {
	for _, q := range p {
		print(" ", *q)
	}
	println()
}

func main() {
	do := func(name string, f func() []*int) {
		all := f()
		churn()
		print(name)
		deref(all...)
	}
	one := func(name string, f func() *int) { do(name, func() []*int { return []*int{f()} }) }
	one("atomics", atomics)
	do("atomicLoop", atomicLoop)
	one("atomicValue", func() *int { return atomicValue().p })
	one("atomicUnsafe", atomicUnsafe)
	one("pools", pools)
	one("syncMap", syncMap)
	one("reflected", reflected)
	one("reflectSet", reflectSet)
	one("reflectCall", reflectCall)
	one("reflectAppend", reflectAppend)
	one("reflectFunc", reflectFunc)
	one("unsafeSlice", unsafeSlice)
	us := unsafeString()
	churn()
	println(us)
	one("unsafeWalk", unsafeWalk)
	one("unsafeOr", unsafeOr)
	do("bigLoop", bigLoop)
	one("bigPhi", func() *int { return bigPhi(len(us) > 1) })
	one("bigCall", bigCall)
	do("methods", methods)
	one("namedResult", namedResult)
	one("recovered", recovered)
	do("deferLoop", deferLoop)
	fs := threeClause()
	churn()
	for _, f := range fs {
		deref(f(), f())
	}
	one("initClause", initClause)
	ts := typeSwitch(1, "a", 2, "b", 3)
	churn()
	for _, t := range ts {
		switch t := t.(type) {
		case *int:
			println(*t)
		case *string:
			println(*t)
		}
	}
	do("ifChain", func() []*int { return ifChain(map[string]int{"a": 1, "bb": 2, "c": 3}) })
	do("arrayElem", arrayElem)
	b1, b2 := backing(), backings()
	churn()
	fmt.Println(b1, b2)
	fmt.Println(stringKeys())
	sl, rs, bs := stringLoop(), runes(), bytesOf("xyz")
	churn()
	fmt.Println(sl, rs, bs, builders())
	do("selects", selects)
	do("goroutines", goroutines)
	one("recursive", recursive)
	fmt.Println(linked(), reversed())
	do("overFunc", overFunc)
	do("gotos", gotos)
	one("gomax", gomax)
	vs := variadics()
	churn()
	for i, v := range vs {
		if i%2 == 0 {
			println(*v.(*int))
		} else {
			println(v.(int))
		}
	}
	do("embeds", embeds)
}

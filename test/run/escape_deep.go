// What is reached by three or more dereferences outlives the call that made it: such variables were left in the frame.
package main

type node struct {
	next *node
	v    int
}

//go:noinline
func second(n *node) *node { return n.next.next }

//go:noinline
func third(n *node) *node { return n.next.next.next }

//go:noinline
func sixth(n *node) *node { return third(third(n)) }

//go:noinline
func twelfth(n *node) *node { return n.next.next.next.next.next.next.next.next.next.next.next.next }

//go:noinline
func deepSlice(s [][][]*int) *int { return s[0][0][0] }

//go:noinline
func deepPointer(p ****int) *int { return ***p }

var kept *int

//go:noinline
func keepDeep(p ****int) { kept = ***p }

type inner struct{ p *int }
type middle struct{ *inner }
type outer struct{ *middle }
type outermost struct{ *outer }

//go:noinline
func embedded(o *outermost) *int { return o.p }

func chain(v int) *node {
	d := node{v: v}
	c := node{v: 3, next: &d}
	b := node{v: 2, next: &c}
	return &node{v: 1, next: &b}
}

//go:noinline
func viaNodes() *node {
	d := node{v: 4}
	c := node{v: 3, next: &d}
	b := node{v: 2, next: &c}
	return third(&node{v: 1, next: &b})
}

//go:noinline
func viaTwoCalls() *node {
	g := node{v: 7}
	f := node{v: 6, next: &g}
	e := node{v: 5, next: &f}
	d := node{v: 4, next: &e}
	c := node{v: 3, next: &d}
	b := node{v: 2, next: &c}
	a := node{v: 1, next: &b}
	return sixth(&a)
}

//go:noinline
func viaTwelve() *node {
	var all [13]node
	m := node{v: 13}
	l := node{next: &m}
	k := node{next: &l}
	j := node{next: &k}
	i := node{next: &j}
	h := node{next: &i}
	g := node{next: &h}
	f := node{next: &g}
	e := node{next: &f}
	d := node{next: &e}
	c := node{next: &d}
	b := node{next: &c}
	all[0].next = &b
	return twelfth(&all[0])
}

//go:noinline
func viaSlices() *int {
	x := 11
	a := []*int{&x}
	b := [][]*int{a}
	return deepSlice([][][]*int{b})
}

//go:noinline
func viaPointers() *int {
	x := 12
	p := &x
	pp := &p
	ppp := &pp
	return deepPointer(&ppp)
}

//go:noinline
func viaGlobal() {
	x := 13
	p := &x
	pp := &p
	ppp := &pp
	keepDeep(&ppp)
}

//go:noinline
func viaEmbedding() *int {
	x := 14
	i := inner{&x}
	m := middle{&i}
	o := outer{&m}
	return embedded(&outermost{&o})
}

//go:noinline
func viaClosure() func() *int {
	x := 15
	p := &x
	pp := &p
	ppp := &pp
	return func() *int { return **ppp }
}

//go:noinline
func viaClosureResult() *int {
	x := 16
	p := &x
	pp := &p
	ppp := &pp
	f := func() *int { return **ppp }
	return call(f)
}

//go:noinline
func call(f func() *int) *int { return f() }

//go:noinline
func viaMap() *int {
	x := 17
	p := &x
	pp := &p
	m := map[string]***int{"a": &pp}
	return **m["a"]
}

//go:noinline
func viaChannel() *int {
	x := 18
	p := &x
	pp := &p
	c := make(chan ***int, 1)
	c <- &pp
	return **<-c
}

type holder interface{ get() *int }

func (o *outermost) get() *int { return o.p }

//go:noinline
func viaInterface() *int {
	x := 19
	i := inner{&x}
	m := middle{&i}
	o := outer{&m}
	var h holder = &outermost{&o}
	return h.get()
}

//go:noinline
func viaMethodValue() *int {
	x := 20
	i := inner{&x}
	m := middle{&i}
	o := outer{&m}
	f := (&outermost{&o}).get
	return call(f)
}

//go:noinline
func viaDefer() (result *int) {
	x := 21
	p := &x
	pp := &p
	ppp := &pp
	defer func() { result = **ppp }()
	return nil
}

//go:noinline
func lastOf(n *node) *node {
	for n.next != nil {
		n = n.next
	}
	return n
}

//go:noinline
func recursiveLast(n *node) *node {
	if n.next == nil {
		return n
	}
	return recursiveLast(n.next)
}

//go:noinline
func viaLoop() *node {
	d := node{v: 22}
	c := node{next: &d}
	b := node{next: &c}
	return lastOf(&node{next: &b})
}

//go:noinline
func viaRecursion() *node {
	d := node{v: 23}
	c := node{next: &d}
	b := node{next: &c}
	return recursiveLast(&node{next: &b})
}

//go:noinline
func deepVariadic(all ...**node) *node { return (*all[len(all)-1]).next }

//go:noinline
func viaVariadic() *node {
	b := node{v: 24}
	a := node{next: &b}
	p := &a
	return deepVariadic(nil, &p)
}

//go:noinline
func clobber(n, m int) int {
	if n == 0 {
		return m
	}
	a, b, c, d := n+m, n*m, n-m, n^m
	return clobber(n-1, a&0xff) + a + b + c + d
}

func check(name string, got *int, want int) {
	clobber(30, 5)
	if *got != want {
		println(name, *got, want)
		panic("dangling pointer")
	}
}

func main() {
	check("nodes", &viaNodes().v, 4)
	check("second", &second(chain(9)).v, 3)
	check("two calls", &viaTwoCalls().v, 7)
	check("twelve", &viaTwelve().v, 13)
	check("slices", viaSlices(), 11)
	check("pointers", viaPointers(), 12)
	viaGlobal()
	check("global", kept, 13)
	check("embedding", viaEmbedding(), 14)
	f := viaClosure()
	clobber(30, 5)
	check("closure", f(), 15)
	check("closure's result", viaClosureResult(), 16)
	check("map", viaMap(), 17)
	check("channel", viaChannel(), 18)
	check("interface", viaInterface(), 19)
	check("method value", viaMethodValue(), 20)
	check("defer", viaDefer(), 21)
	check("loop", &viaLoop().v, 22)
	check("recursion", &viaRecursion().v, 23)
	check("variadic", &viaVariadic().v, 24)
}

// A variable of one iteration that a later one sees through a dereference needs a place of its own: only plain copies
// of its address were followed, and the frame had one slot for all iterations.
package main

type box struct {
	p    *int
	next *box
}

func check(name string, prev *int, i int) {
	if prev != nil && *prev != i-1 {
		println(name, *prev, i-1)
		panic("iterations share a variable")
	}
}

func throughSlice() {
	var prev *int
	for i := 0; i < 3; i++ {
		x := i
		s := []*int{&x}
		check("slice", prev, i)
		prev = s[i&0]
	}
}

func throughArray() {
	var prev *int
	for i := 0; i < 3; i++ {
		x := i
		a := [4]*int{&x, &x, &x, &x}
		check("array", prev, i)
		prev = a[i]
	}
}

//go:noinline
func boxed(b *box) *int { return b.p }

//go:noinline
func boxedDeep(b *box) *int { return b.next.next.p }

func throughCall() {
	var prev *int
	for i := 0; i < 3; i++ {
		x := i
		b := box{p: &x}
		check("call", prev, i)
		prev = boxed(&b)
	}
}

func throughDeepCall() {
	var prev *int
	for i := 0; i < 3; i++ {
		x := i
		a := box{p: &x}
		b := box{next: &a}
		c := box{next: &b}
		check("deep call", prev, i)
		prev = boxedDeep(&c)
	}
}

func throughPointer() {
	var prev *int
	for i := range 3 {
		p := &i
		pp := &p
		if i == 7 {
			pp = nil
		}
		check("pointer", prev, i)
		prev = *pp
	}
}

func throughPhi(two bool) {
	var prev *int
	for i := range 3 {
		x, y := i, i
		a, b := box{p: &x}, box{p: &y}
		q := &a
		if two {
			q = &b
		}
		check("phi", prev, i)
		prev = q.p
	}
}

//go:noinline
func lastOf(all ...*int) *int { return all[len(all)-1] }

func throughVariadic() {
	var prev *int
	for i := range 3 {
		x := i
		check("variadic", prev, i)
		prev = lastOf(nil, &x)
	}
}

func throughList() {
	var list *box
	for i := range 3 {
		x := i
		if list != nil {
			check("list", list.p, i)
		}
		list = &box{p: &x, next: list}
	}
	for i := 2; i >= 0; i-- {
		check("list", list.p, i+1)
		list = list.next
	}
}

func throughTail() {
	var head box
	tail := &head
	for i := range 4 {
		x := i
		tail.next = &box{p: &x}
		tail = tail.next
	}
	i := 0
	for b := head.next; b != nil; b = b.next {
		i++
		check("tail", b.p, i)
	}
}

func throughGoto() {
	var prev *int
	i := 0
again:
	x := i
	s := [1]*int{&x}
	check("goto", prev, i)
	prev = s[i&0]
	i++
	if i < 3 {
		goto again
	}
}

func throughTwoEntries(in bool) {
	var prev *int
	i := 0
	if in {
		goto middle
	}
start:
	i++
middle:
	{
		x := i
		b := box{p: &x}
		check("two entries", prev, i)
		prev = boxed(&b)
	}
	if i < 3 {
		goto start
	}
}

func throughOuterVariable() {
	var keep box
	p := &keep
	for i := range 3 {
		x := i
		b := box{p: &x}
		check("outer variable", p.p, i)
		*p = b
	}
}

func throughInnerLoop() {
	var prev *int
	for i := range 3 {
		for j := range 2 {
			x := 2*i + j
			b := box{p: &x}
			check("inner loop", prev, x)
			prev = boxed(&b)
		}
	}
}

func throughClosure() {
	var prev func() *int
	for i := range 3 {
		x := i
		b := box{p: &x}
		if prev != nil {
			check("closure", prev(), i)
		}
		prev = func() *int { return b.p }
	}
}

func throughClosureCall() {
	var prev *int
	for i := range 3 {
		x := i
		p := &x
		f := func() *int { return p }
		check("closure call", prev, i)
		prev = run(f)
	}
}

//go:noinline
func run(f func() *int) *int { return f() }

func three(yield func(int) bool) {
	for i := range 3 {
		if !yield(i) {
			return
		}
	}
}

func throughRangeFunc() {
	var prev *int
	for i := range three {
		x := i
		b := box{p: &x}
		check("range over func", prev, i)
		prev = boxed(&b)
	}
}

func throughArrayOfArrays() {
	var keep [3]*int
	for i := range 3 {
		x := i
		a := [2][2]*int{{&x, &x}, {&x, &x}}
		keep[i] = a[i&1][i>>1]
	}
	for i := range 3 {
		check("arrays", keep[i], i+1)
	}
}

func throughString() {
	var keep [3]string
	for i := range 3 {
		b := [4]byte{'a' + byte(i), 'x', 'y', 'z'}
		s := struct{ text string }{string(b[:])}
		keep[i] = pick(&s.text)
	}
	if keep[0] != "axyz" || keep[1] != "bxyz" || keep[2] != "cxyz" {
		panic(keep[0] + keep[1] + keep[2])
	}
}

//go:noinline
func pick(s *string) string { return *s }

func throughInterface() {
	var prev any
	for i := range 3 {
		x := i
		b := box{p: &x}
		if prev != nil {
			check("interface", prev.(box).p, i)
		}
		q := &b
		prev = *q
	}
}

func throughAppend() {
	var all []*int
	for i := range 5 {
		x := i
		one := []*int{&x}
		all = append(all, one...)
	}
	for i, p := range all {
		check("append", p, i+1)
	}
}

func main() {
	throughSlice()
	throughArray()
	throughCall()
	throughDeepCall()
	throughPointer()
	throughPhi(false)
	throughPhi(true)
	throughVariadic()
	throughList()
	throughTail()
	throughGoto()
	throughTwoEntries(false)
	throughTwoEntries(true)
	throughOuterVariable()
	throughInnerLoop()
	throughClosure()
	throughClosureCall()
	throughRangeFunc()
	throughArrayOfArrays()
	throughString()
	throughInterface()
	throughAppend()
}

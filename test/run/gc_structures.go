// Spec: Allocation (garbage collection under load).
package main

func check(ok bool, what string) {
	if !ok {
		panic(what)
	}
}

type tree struct{ left, right *tree }
type ring struct {
	next, prev *ring
	data       []byte
	id         int
}
type mixed struct {
	m map[int]*mixed
	f func() int
	i interface{}
	s string
	c chan *mixed
	a [3]*int
}

func build(d int) *tree {
	if d == 0 {
		return new(tree)
	}
	return &tree{build(d - 1), build(d - 1)}
}

func (t *tree) count() int {
	if t == nil {
		return 0
	}
	return 1 + t.left.count() + t.right.count()
}

func interior() *int {
	a := new([100]int)
	for i := range a {
		a[i] = i
	}
	return &a[50]
}

func main() {
	keep := build(10)
	for range 20 {
		check(build(8).count() == 511, "short-lived tree")
	}
	check(keep.count() == 2047, "long-lived tree")
	first := &ring{id: 0, data: []byte{0}}
	first.next, first.prev = first, first
	for i := 1; i < 2000; i++ {
		r := &ring{id: i, data: make([]byte, i%50+1), next: first, prev: first.prev}
		r.data[0] = byte(i)
		first.prev.next = r
		first.prev = r
		if i%3 == 0 { // drop one
			r.prev.prev.next = r
			r.prev = r.prev.prev
		}
	}
	n := 0
	for r := first.next; r != first; r = r.next {
		check(r.data[0] == byte(r.id) && r.next.prev == r, "ring")
		n++
	}
	p := interior()
	ms := map[int]*mixed{}
	for i := range 500 {
		x := i
		m := &mixed{m: map[int]*mixed{i: ms[i-1]}, f: func() int { return x + *p }, i: []int{i}, s: string(rune('a'+i%26)) + "s", c: make(chan *mixed, 1)}
		m.a[i%3] = &x
		m.c <- m
		ms[i] = m
		if i > 100 {
			delete(ms, i-100)
		}
	}
	sum := 0
	for i, m := range ms {
		self := <-m.c
		check(self == m && m.f() == i+50 && m.i.([]int)[0] == i && *m.a[i%3] == i && m.s[0] == byte('a'+i%26), "mixed")
		sum += i
	}
	var slices [][]*int
	for i := range 300 {
		s := make([]*int, 0, 1)
		for j := range i % 20 {
			s = append(s, &[]int{i * j}[0])
		}
		slices = append(slices, s[len(s)/2:])
	}
	for i, s := range slices {
		for j, q := range s {
			check(*q == i*(j+i%20/2), "slices of pointers")
		}
	}
	large := make([][]int, 50)
	for i := range 200 {
		large[i%50] = make([]int, 10000)
		large[i%50][9999] = i
	}
	check(large[7][9999] == 157, "large objects")
	done := make(chan *tree)
	for range 4 {
		go func() {
			for range 5 {
				build(7)
			}
			done <- build(6)
		}()
	}
	for range 4 {
		check((<-done).count() == 127, "goroutines")
	}
	println(n, len(ms), sum, *p)
}

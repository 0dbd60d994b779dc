// Spec: Appending to and copying slices, Making slices, maps and channels.
package main

func check(ok bool, what string) {
	if !ok {
		panic(what)
	}
}

func caught(f func()) (message string) {
	defer func() { message = recover().(error).Error() }()
	f()
	return "nothing"
}

type pair struct {
	name string
	next *pair
}

func fill(s []byte, c byte) []byte { return append(s, c, c, c) }

func main() {
	s := make([]int, 2, 4)
	t := append(s, 1)
	u := append(s, 2)
	check(t[2] == 2 && &t[0] == &u[0], "appends within capacity share the array")
	v := append(s, 3, 4, 5)
	check(&v[0] != &s[0] && len(v) == 5 && t[2] == 2, "appends beyond capacity move")
	s = append(s, s...)
	s = append(s, s...)
	check(len(s) == 8, "append of itself")
	var n []int
	for i := 0; i < 1000; i++ {
		n = append(n, i)
		check(len(n) == i+1 && cap(n) >= len(n) && n[i/2] == i/2, "growth")
	}
	n = append(n[:10], n[20:]...)
	check(len(n) == 990 && n[10] == 20 && n[989] == 999, "delete from the middle")
	n = append(n[:10], append([]int{7, 7, 7}, n[10:]...)...)
	check(len(n) == 993 && n[12] == 7 && n[13] == 20, "insert in the middle")
	b := append([]byte("ab"), "cde"...)
	b = append(b, b[1:3]...)
	check(string(b) == "abcdebc", "append string")
	b = append(b[:0], b[3:]...)
	check(string(b) == "debc", "overlapping append")
	check(append([]int(nil)) == nil && append([]int(nil), []int{}...) == nil, "appending nothing to nil")
	var ps []*pair
	var vs []pair
	for i := 0; i < 100; i++ {
		p := &pair{name: string(rune('a' + i%26))}
		if len(ps) > 0 {
			p.next = ps[len(ps)-1]
		}
		ps = append(ps, p)
		vs = append(vs, *p, pair{"x", p})
	}
	count := 0
	for p := ps[99]; p != nil; p = p.next {
		count++
	}
	check(count == 100 && len(vs) == 200 && vs[199].next == ps[99] && vs[100].next == ps[49], "pointers survive growth")
	zs := make([]struct{}, 3)
	zs = append(zs, struct{}{}, struct{}{})
	check(len(zs) == 5, "zero-size elements")
	check(string(fill(fill(nil, 'x'), 'y')) == "xxxyyy", "append as tail")
	var is []interface{}
	is = append(is, 1, "two", nil, 3.0, []int{4})
	check(len(is) == 5 && is[1] == "two" && is[2] == nil, "append of mixed values")
	f := func() []int { return []int{1, 2} }
	g := append(f(), f()...)
	check(len(g) == 4, "append of results")
	h := append(g[:1:1], 9)
	check(g[1] == 2 && h[1] == 9, "capacity limited")
	k := -1
	println(caught(func() { _ = make([]int, k) }))
	println(caught(func() { _ = make([]int, 2, k+2) }))
	println(caught(func() { _ = make([]int, 0, k*k<<62) }))
	println(caught(func() { _ = make([]byte, 1<<62*(k+2)) }))
	println("slice_append ok")
}

// Calls come before the variables beside them: large values, closures, generics, assignments.
package main

import "fmt"

type B struct{ a [20]int }

func mk(i int) (b B)            { b.a[3] = i; return }
func two(x, y B) int            { return x.a[3]*100 + y.a[3] }
func (b B) m(c B, k int) string { return fmt.Sprint(b.a[3], c.a[3], k) }

var g = mk(9)

func set() int { g.a[3]++; return 5 }

func three() (B, int, B) { return g, set(), mk(4) }

func seq(yield func(int) bool) { _ = yield(1) && yield(2) }

func inRange() (int, int) {
	x := 1
	for range seq {
		return x, func() int { x = 7; return 2 }()
	}
	return 0, 0
}

func gen[T any](f func() T, p *T) []T { return []T{*p, f(), *p} }

type I interface{ get() int }
type N int

func (n N) get() int { return int(n) }

func main() {
	fmt.Println(two(mk(1), mk(2)), mk(3).m(mk(4), set()), g.m(g, set()))
	x, y, z := three()
	fmt.Println(x.a[3], y, z.a[3])
	s := []B{mk(1), g, mk(2), mk(3)}
	fmt.Println(s[0].a[3], s[1].a[3], s[2].a[3], s[3].a[3], len(s))
	a := [2]B{mk(1), mk(2)}
	a[0], a[1] = a[1], a[0]
	fmt.Println(a[0].a[3], a[1].a[3])
	if mk(1) == mk(1) && mk(2) != mk(3) {
		fmt.Println("eq")
	}
	fmt.Println(inRange())
	v := 3
	fmt.Println(gen(func() int { v++; return 100 }, &v))
	str := "s"
	fmt.Println(gen(func() string { str += "t"; return "x" }, &str))
	var i I = N(1)
	fmt.Println(i.(N)+N(func() int { i = N(50); return 0 }()), i.(N))
	ch := make(chan int, 2)
	ch <- 1
	ch <- 2
	k := 10
	fmt.Println(k+<-ch, <-ch-k, func() int { k = 0; return 1 }()+k)
	m := map[string][]int{"a": {1}}
	m["a"] = append(m["a"], len(m["a"]), func() int { m["a"] = []int{7, 8}; return 5 }())
	fmt.Println(m)
	p := &v
	*p = func() int { p = &k; return 33 }()
	fmt.Println(v, k)
	arr := []int{0, 0, 0}
	idx := 0
	arr[idx], idx = func() int { idx = 2; return 1 }(), 1
	fmt.Println(arr, idx)
	arr[idx] += func() int { idx = 0; return 4 }()
	fmt.Println(arr, idx)
	var e1, e2 = idx, func() int { idx = 9; return 1 }()
	fmt.Println(e1, e2, idx)
	b1 := true
	fmt.Println(b1 && idx == 9, func() bool { b1 = false; return true }() && b1, b1 || idx > 3)
	st := struct {
		a int
		f func() int
	}{1, func() int { return 2 }}
	fmt.Println(st.a+func() int { st.a = 50; st.f = func() int { return 60 }; return 3 }(), st.f())
	mm := map[int]int{1: idx, 2: func() int { idx = 11; return 2 }(), 3: idx}
	fmt.Println(mm)
	bs := []byte("abc")
	sb := "xyz"
	fmt.Println(string(bs)+func() string { bs[0] = 'Z'; return "q" }(), []byte(sb)[0], func() int { sb = "nnn"; return 0 }())
	copy(bs, []byte(sb+func() string { sb = "m"; return "" }()))
	fmt.Println(string(bs), len(append(bs, sb...)), cap(append([]byte(nil), make([]byte, func() int { return 40 }())...)) >= 40)
	defer fmt.Println("d", idx, func() int { idx = 99; return 1 }())
	for i, j := idx, func() int { idx++; return 2 }(); i < 13; i, j = i+1, j+idx {
		fmt.Println(i, j)
	}
	switch t := any(idx).(type) {
	case int:
		fmt.Println(t, func() int { t = 3; return t }(), t)
	}
	lbl := [][]int{{1, 2}, {3, 4}}
	r := 0
	lbl[r][func() int { r = 1; return 0 }()] = r
	fmt.Println(lbl)
	lbl[func() int { r = 0; return 1 }()][r] += r + func() int { r = 1; return 0 }()
	fmt.Println(lbl)
}

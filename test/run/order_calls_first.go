// Variables in an expression are read after its calls, where gc does so: in every form an expression may stand in.
package main

import "fmt"

var g = 1
var gs = "a"
var gf = 1.5
var gp = &T{1, "p"}
var ga = [3]int{1, 2, 3}
var gsl = []int{1, 2, 3}
var gm = map[string]int{"k": 1}
var gi any = 1
var gt = T{1, "t"}
var gc = complex(1, 2)
var gb = true

type T struct {
	n int
	s string
}

func (t T) val(x int) int   { return t.n*1000 + x }
func (t *T) ptr(x int) int  { return t.n*1000 + x }
func (t T) str() string     { return t.s }

func reset() {
	g, gs, gf, gp, ga, gsl, gi, gt, gc, gb = 1, "a", 1.5, &T{1, "p"}, [3]int{1, 2, 3}, []int{1, 2, 3}, 1, T{1, "t"}, complex(1, 2), true
	gm = map[string]int{"k": 1}
}

// f changes all of it.
func f() int {
	g += 10
	gs += "b"
	gf *= 2
	gp = &T{gp.n + 1, "q"}
	ga[0] += 10
	gsl[0] += 10
	gm["k"] += 10
	gi = gi.(int) + 10
	gt.n += 10
	gt.s += "u"
	gc += 1
	gb = !gb
	return 100
}
func fs() string { f(); return "F" }
func ff() float64 { f(); return 100 }
func fb() bool   { f(); return true }
func ft() T      { f(); return T{7, "ft"} }
func fc() complex128 { f(); return 5i }
func two() (int, int) { f(); return 5, 6 }
func fi() any { f(); return 100 }

func show(a ...any) { fmt.Println(a...); reset() }

func variadic(a ...int) []int { return a }
func three(a, b, c int) []int { return []int{a, b, c} }
func iface(a any, b int, c any) []any { return []any{a, b, c} }
func strs(a string, b int) string { return fmt.Sprint(a, b) }
func structs(a T, b int, c T) string { return fmt.Sprint(a, b, c) }
func arrays(a [3]int, b int) string { return fmt.Sprint(a, b) }

func ret1() (int, int)        { return g, f() }
func ret2() (int, int, int)   { return g, f(), g }
func ret3() (a string, b int) { return gs, f() }
func ret4() (a T, b int, c [3]int) { return gt, f(), ga }
func ret5() (a any, b int)    { return g, f() }
func ret6() (a, b int)        { a = 3; return a, func() int { a = 9; return 1 }() }
func ret7() (a, b int)        { a, b = 1, 2; return b, a }
func ret8() (int, int) { x := 1; h := func() int { x += 5; return x }; return x, h() }

func locals() {
	x := 1
	p := &x
	h := func() int { x += 10; return 100 }
	fmt.Println(x, h(), x)
	a := x + h()
	b := h() + x
	c := x + h() + x
	fmt.Println(a, b, c)
	d := []int{x, h(), x}
	e := [3]int{x, h(), x}
	fmt.Println(d, e)
	i := struct{ a, b, c int }{x, h(), x}
	fmt.Println(i)
	m := map[int]int{x: h(), x + 1: x}
	fmt.Println(len(m))
	fmt.Println(*p+h(), *p)
	y := *p + h()
	z := -x + h()
	fmt.Println(y, z)
	w := x<<1 + h()
	v := float64(x) + float64(h())
	fmt.Println(w, v)
	u := x*2 + h()
	t := (x + 1) * h()
	fmt.Println(u, t)
	s := []int{1, 2, 3}
	change := func() int { s = []int{7, 8, 9}; return 1 }
	fmt.Println(s[0]+change(), s[0])
	s = []int{1, 2, 3}
	q := s[change()] + s[0]
	fmt.Println(q)
	s = []int{1, 2, 3}
	r := len(s) + change()
	fmt.Println(r, s[:change()], s[change():])
	k := 0
	inc := func() int { k++; return k }
	fmt.Println(s[k:inc()+1], s[k], k)
	l := [3]int{k, inc(), k}
	fmt.Println(l)
	arr := [3]int{1, 2, 3}
	chg := func() int { arr[1] = 50; return 1 }
	arr2 := [2][3]int{arr, {chg(), arr[1], 0}}
	fmt.Println(arr2, arr[chg()])
	if x == 1 && h() > 0 || x < h() {
		fmt.Println("cond", x)
	}
	if x+h() > 200 {
		fmt.Println("big", x)
	}
	switch x + h() {
	case x + h():
		fmt.Println("case", x)
	default:
		fmt.Println("default", x)
	}
	x += h()
	fmt.Println(x)
	x = x + h()
	fmt.Println(x)
	x -= x + h()
	fmt.Println(x)
	o := x
	o, x = x, h()+x
	fmt.Println(o, x)
	var n1, n2 = x, h()
	fmt.Println(n1, n2, x)
	n3, n4, n5 := x, h(), x
	fmt.Println(n3, n4, n5)
	ch := make(chan int, 3)
	ch <- x + h()
	fmt.Println(<-ch, x)
	func(a, b, c int) { fmt.Println(a, b, c) }(x, h(), x)
	defer func(a, b, c int) { fmt.Println("deferred", a, b, c) }(x, h(), x)
	var fn = func(a int) int { return a }
	setfn := func() int { fn = func(a int) int { return -a }; return 3 }
	fmt.Println(fn(setfn()), fn(1))
	tt := T{1, "t"}
	chgt := func() int { tt.n = 77; return 5 }
	fmt.Println(tt.val(chgt()))
	tt.n = 1
	fmt.Println(tt.ptr(chgt()))
	tt.n = 1
	pt := &tt
	fmt.Println(pt.val(chgt()), pt.n)
	tt.n = 1
	chgp := func() int { pt = &T{88, ""}; return 5 }
	fmt.Println(pt.ptr(chgp()), pt.val(1))
	var im interface{ str() string } = T{1, "first"}
	cim := func() string { im = T{2, "second"}; return "x" }
	fmt.Println(im.str() + cim() + im.str())
}

func main() {
	reset()
	show(g, f(), g)
	show(g + f())
	show(f() + g)
	show(g + f() + g)
	show(g*2 + f())
	show(-g + f())
	show(g == f()-89, g == 11)
	show(gs + fs())
	show(fs() + gs)
	show(gs + fs() + gs)
	show(gs == "a", f())
	show(gs < fs()[:0]+"ab")
	show(gf + ff())
	show(gc + fc())
	show(gb && fb(), gb)
	show(gb == fb())
	show(gp.n + f())
	show(ga[0] + f())
	show(gsl[0] + f())
	show(gm["k"] + f())
	show(gi.(int) + f())
	show(gt.n + f())
	show(gi == fi())
	show(gt == ft(), gt)
	show(len(gs) + f())
	show(float64(g) + ff())
	show(int64(g) + int64(f()))
	show(string(rune('a'+g)) + fs())
	show(variadic(g, f(), g))
	show(variadic(g, g+f(), g))
	show(three(g, f(), g))
	show(three(ga[0], f(), gm["k"]))
	show(three(gsl[0], f(), gp.n))
	show(iface(g, f(), g))
	show(iface(gt, f(), gi))
	show(strs(gs, f()))
	show(structs(gt, f(), gt))
	show(arrays(ga, f()))
	show(gt.val(f()))
	show(gt.ptr(f()))
	show(gp.val(f()))
	show(gp.ptr(f()))
	show([]int{g, f(), g})
	show([3]int{g, f(), g})
	show([]T{gt, ft(), gt})
	show(T{g, fs()})
	show(T{n: g, s: fs() + gs})
	show(&T{g, fs()})
	show([]any{g, f(), gs, gt, ga})
	show(map[int]int{g: f()})
	show(map[string]T{gs: ft()})
	show(struct{ a [3]int; b int }{ga, f()})
	show(ret1())
	show(ret2())
	show(ret3())
	show(ret4())
	show(ret5())
	show(ret6())
	show(ret7())
	show(ret8())
	show(gsl[g/11:f()-97])
	show(ga[g/11], f())
	show(gs[0:g/g] + fs())
	show(append(gsl, g, f(), g))
	show(append([]int{g}, f()))
	show(copy(gsl, []int{g, f()}), gsl)
	show(min(g, f()), max(g, f(), g))
	show(complex(gf, ff()))
	show(any(g), f())
	show([]byte(gs), f())
	show(*gp, f())
	show(&g != nil, f(), g)
	show(func() int { return g }() + g + f())
	show(g<<uint(f()-99), g)
	show((g + 1) * (f() + g))
	show(gi.(int), f())
	var x, y = g, f()
	show(x, y)
	x, y = g, f()
	show(x, y)
	x, y, z := g, f(), g
	show(x, y, z)
	x = g + f()
	show(x)
	gsl[g/11] = f()
	show(gsl)
	gm[gs] = f()
	fmt.Println(len(gm), gm["a"])
	reset()
	ga[g/11], gsl[g/11] = f(), g
	show(ga, gsl)
	gp.n = f()
	show(gp.n)
	*gp = ft()
	show(*gp)
	g += f()
	show(g)
	gs += fs()
	show(gs)
	gsl[g/11] += f()
	show(gsl)
	a, b := two()
	show(a, b, g)
	fmt.Sprint(g, f())
	switch g + f() {
	case 101:
		show("101")
	case 111:
		show("111")
	}
	switch v := gi.(type) {
	case int:
		show(v + f())
	}
	for i, v := range []int{g, f(), g} {
		fmt.Print(i, v, " ")
	}
	fmt.Println()
	reset()
	ch := make(chan int, 1)
	ch <- g + f()
	show(<-ch)
	select {
	case ch <- g + f():
		show(<-ch)
	}
	go func(a, b int) { ch <- a*1000 + b }(g, f())
	show(<-ch)
	if g+f() == 111 {
		show("if 111")
	} else {
		show("if 101")
	}
	if gs+fs() == "abF" {
		show("if abF")
	} else {
		show("if aF")
	}
	var arr = [...]string{gs, fs(), gs}
	show(arr)
	func() {
		defer fmt.Println("deferred", g, f(), g)
	}()
	reset()
	var e error
	ef := func() error { e = fmt.Errorf("changed"); return nil }
	fmt.Println(e == ef(), e)
	var w any = g
	_ = w
	locals()
}

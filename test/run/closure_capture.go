// Spec: Function literals, Function types.
package main

func check(ok bool, what string) {
	if !ok {
		panic(what)
	}
}

type op func(int) op

func counter() (inc func() int, get func() int) {
	n := 0
	return func() int { n++; return n }, func() int { return n }
}

func compose(fs ...func(int) int) func(int) int {
	return func(x int) int {
		for _, f := range fs {
			x = f(x)
		}
		return x
	}
}

func curry(a int) func(int) func(int) int {
	return func(b int) func(int) int { return func(c int) int { a++; b++; return a*100 + b*10 + c } }
}

func fib() func(int) int {
	var f func(int) int
	f = func(n int) int {
		if n < 2 {
			return n
		}
		return f(n-1) + f(n-2)
	}
	return f
}

func named() (r int, f func()) {
	f = func() { r *= 2 }
	r = 5
	f()
	return r + 1, f
}

func params(a int, s string, p [3]int) func() (int, string, int) {
	f := func() (int, string, int) { return a, s, p[1] }
	a++
	s += "!"
	p[1] = 7
	return f
}

var global = func(x int) int { return x + 1 }(41)

func main() {
	inc, get := counter()
	inc2, _ := counter()
	inc()
	inc()
	check(inc() == 3 && get() == 3 && inc2() == 1, "shared variable")
	check(compose(func(x int) int { return x + 1 }, func(x int) int { return x * 10 })(4) == 50, "list of functions")
	f := curry(1)(2)
	check(f(3) == 233 && f(3) == 343, "three levels")
	check(fib()(20) == 6765, "recursive literal")
	r, g := named()
	g()
	check(r == 11, "named result")
	a, s, p := params(1, "s", [3]int{})()
	check(a == 2 && s == "s!" && p == 7, "parameters")
	check(global == 42, "in an initializer")
	var big [100]int
	set := func(i int) { big[i] = i }
	set(50)
	check(big[50] == 50, "large variable by reference")
	type point struct{ x, y int }
	pt := point{1, 2}
	move := func() *point { pt.x++; return &pt }
	q := move()
	q.y = 9
	check(pt == point{2, 9} && move() == q, "address of captured variable")
	var fs []func() int
	for i := 0; i < 3; i++ {
		i := i * 10
		fs = append(fs, func() int { i++; return i })
	}
	check(fs[0]() == 1 && fs[0]() == 2 && fs[2]() == 21, "a variable an iteration")
	x := 1
	func() {
		x := x + 1
		x++
		func() { x *= 2 }()
		check(x == 6, "shadowed")
	}()
	check(x == 1, "outer unchanged")
	var steps string
	var even, odd func(int) bool
	even = func(n int) bool { steps += "e"; return n == 0 || odd(n-1) }
	odd = func(n int) bool { steps += "o"; return n != 0 && even(n-1) }
	check(even(4) && steps == "eoeoe", "mutual recursion")
	var self op
	total := 0
	self = func(n int) op { total += n; return self }
	self(1)(2)(3)
	check(total == 6, "function that returns its own type")
	m := map[string]func(...int) int{"sum": func(xs ...int) (t int) {
		for _, x := range xs {
			t += x
		}
		return
	}}
	check(m["sum"](1, 2, 3) == 6, "variadic literal")
	var null func()
	check(null == nil && m["none"] == nil, "nil functions")
	println("closure_capture ok", func() int { return total * 7 }())
}

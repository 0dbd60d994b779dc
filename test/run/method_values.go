// Spec: Method values, Method expressions, Method declarations.
package main

func check(ok bool, what string) {
	if !ok {
		panic(what)
	}
}

// caught runs f and returns the message of the run-time error that stops it.
func caught(f func()) (message string) {
	defer func() {
		if r := recover(); r != nil {
			message = r.(error).Error()
		}
	}()
	f()
	return "nothing"
}

type counter struct{ n int }

func (c *counter) add(d int) int { c.n += d; return c.n }
func (c counter) get() int       { return c.n }
func (c counter) sum(xs ...int) (t int) {
	for _, x := range xs {
		t += x
	}
	return t + c.n
}
func (counter) nothing() {}

type number float64

func (n number) times(m number) number { return n * m }
func (n *number) double()              { *n *= 2 }

type function func(int) int

func (f function) twice(x int) int { return f(f(x)) }

type slice []string

func (s slice) Len() int       { return len(s) }
func (s *slice) push(x string) { *s = append(*s, x) }

type adder interface{ add(int) int }

type empty struct{}

func (empty) hello() string { return "hello" }

func apply(f func(int) int, x int) int { return f(x) }

func main() {
	c := counter{10}
	add, get := c.add, c.get // get holds a copy of c, add a pointer to it
	check(add(5) == 15 && c.n == 15 && get() == 10 && c.get() == 15, "receiver is evaluated once")
	c = counter{100}
	check(add(1) == 101 && get() == 10, "after assignment")
	check(apply(c.add, 2) == 103, "passed on")
	check((*counter).add(&c, 1) == 104 && counter.get(c) == 104 && (*counter).get(&c) == 104, "expressions")
	check(counter.sum(c, 1, 2, 3) == 110 && c.sum([]int{1}...) == 105, "variadic")
	f := (*counter).sum
	check(f(&c) == 104, "wrapper with no variadic arguments")
	var i adder = &c
	g := i.add
	i = nil
	check(g(1) == 105, "of an interface")
	h := adder.add
	check(h(&c, 1) == 106, "expression of an interface")
	println(caught(func() { _ = i.add }))
	println(caught(func() { h(nil, 1) }))
	var p *counter
	println(caught(func() { _ = p.get }))
	q := p.add // the receiver is nil, that is no error yet
	println(caught(func() { q(1) }))
	n := number(1.5)
	double := n.double
	double()
	double()
	check(n == 6 && number.times(n, 2) == 12, "of a number")
	check(function(func(x int) int { return x * 3 }).twice(2) == 18, "of a function")
	var s slice
	push := s.push
	push("a")
	push("b")
	check(s.Len() == 2 && slice.Len(s) == 2 && interface{ Len() int }(s).Len() == 2, "of a slice")
	fs := map[string]func(int) int{"add": c.add, "sub": func(x int) int { return c.add(-x) }}
	check(fs["add"](4) == 110 && fs["sub"](10) == 100, "in a map")
	check(empty.hello(empty{}) == "hello" && struct{ empty }{}.hello() == "hello", "zero-size receiver")
	defer println("method_values ok")
	defer c.add(1)
	func() {
		defer add(1000)
		c.nothing()
	}()
	check(c.n == 1100, "deferred")
	done := make(chan int)
	go func(f func(int) int) { done <- f(1) }(c.add)
	check(<-done == 1101, "in a goroutine")
}

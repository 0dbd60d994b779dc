// Deferred calls whose records lie in the frame: order, conditions, panics at every place, recovery with calls left,
// Goexit, growing stacks, statements in loops beside others, callers' lines.
package main

import (
	"errors"
	"fmt"
	"runtime"
	"strings"
)

var log []string

func note(format string, args ...any) { log = append(log, fmt.Sprintf(format, args...)) }

func show(name string, results ...any) {
	fmt.Println(name, results, strings.Join(log, " "))
	log = nil
}

//go:noinline
func grow(n int) int {
	var space [64]int
	space[n%64] = n
	if n == 0 {
		return space[0]
	}
	return grow(n-1) + space[n%64]
}

// Conditions: bit i of which runs statement i; panicAt is where it panics.
func conditional(which, panicAt int) (result int) {
	at := func(i int) {
		if panicAt == i {
			panic(i)
		}
	}
	if which&1 != 0 {
		defer func() {
			if e := recover(); e != nil {
				note("recovered:%v", e)
				result = -result - 1
			}
		}()
	}
	at(0)
	if which&2 != 0 {
		defer note("two:%d", which)
	}
	at(1)
	grow(50)
	if which&4 != 0 {
		x := [3]int{which, 1, 2}
		defer func(s string) { result += x[0]; note(s) }("four")
	}
	at(2)
	return which * 10
}

type counter struct{ n int }

func (c *counter) add(i int)          { c.n += i; note("add:%d", c.n) }
func (c counter) value(s ...string)   { note("value:%d%v", c.n, s) }
func (c *counter) fail(e error) error { note("fail"); panic(e) }

type adder interface{ add(int) }

func methods() (c counter) {
	var a adder = &c
	f := c.add
	defer c.value("x", "y")
	defer a.add(1)
	defer f(10)
	defer (*counter).add(&c, 100)
	c.n = 5
	return c
}

// More returns than exits have room for.
func manyReturns(n int) (r int) {
	defer func() { r *= 2 }()
	defer func() { r++ }()
	switch n {
	case 0:
		return 10
	case 1:
		return 11
	case 2:
		return 12
	case 3:
		return 13
	case 4:
		return 14
	case 5:
		return 15
	case 6:
		panicking(n)
	case 7:
		return 17
	}
	return 20
}

func panicking(n int) { panic(fmt.Sprint("p", n)) }

func manyDefers(n int) (r string) {
	defer func() { r += "a" }()
	defer func() { r += "b" }()
	defer func() { r += "c" }()
	defer func() { r += "d" }()
	defer func() { recover(); r += "e" }()
	defer func() { r += "f" }()
	defer func() { r += "g" }()
	if n > 0 {
		defer func() { r += "h" }()
	}
	defer func() { r += "i" }()
	if n > 1 {
		panic(n)
	}
	return ""
}

func mixed(n int) (r string) {
	defer func() { r += "first" }()
	for i := range n {
		defer func() { r += fmt.Sprint(i) }()
	}
	if n > 2 {
		defer func() { recover(); r += "last" }()
	}
	if n > 3 {
		panic("mixed")
	}
	return ""
}

func jumps() (r string) {
	i := 0
again:
	defer func() { r += fmt.Sprint(i) }()
	if i++; i < 3 {
		goto again
	}
	return
}

func forward(n int) (r string) {
	if n > 0 {
		goto end
	}
	defer func() { r += "skipped" }()
end:
	defer func() { r += "end" }()
	return
}

func sequence(yield func(int) bool) { _ = yield(1) && yield(2) && yield(3) }

func ranges(fail bool) (r string) {
	defer func() { recover(); r += "outer" }()
	for i := range sequence {
		defer func() { r += fmt.Sprint(i) }()
	}
	defer func() { r += "after" }()
	if fail {
		panic("ranges")
	}
	return ""
}

// A deferred call panics while the frame returns; an earlier one recovers and the rest still runs.
func failsAtExit() (r string) {
	defer func() { r += "|c" }()
	defer func() { r += fmt.Sprint("|", recover()) }()
	defer func() { r += "|b" }()
	defer func() { panic("late") }()
	defer func() { r += "|a" }()
	return "r"
}

func failsTwice() (r string) {
	defer func() { r += fmt.Sprint(recover()) }()
	defer func() { panic("second") }()
	defer func() { r += "x" }()
	panic("first")
}

func replaced() (r string) {
	defer func() { r += fmt.Sprint(recover()) }()
	defer func() {
		defer func() { r += fmt.Sprint("inner:", recover()) }()
		panic("nested")
	}()
	panic("outer")
}

func nilFunction() (r error) {
	var f func()
	defer func() { r = recover().(error) }()
	defer f()
	note("before")
	return nil
}

func nilPointer(p *counter) (r int, err error) {
	defer func() {
		if e := recover(); e != nil {
			err = e.(runtime.Error)
		}
	}()
	r = 7
	r = p.n
	return r, errors.New("none")
}

func withExit() {
	defer note("outer")
	func() {
		defer note("inner")
		defer func() {
			defer func() { note("%v", recover()) }()
			panic("in Goexit")
		}()
		runtime.Goexit()
	}()
	note("unreachable")
}

func deep(n int) int {
	defer func() { log = log[:0] }()
	if n == 0 {
		return grow(300)
	}
	m := n
	defer func() { m++ }()
	return deep(n-1) + m
}

func lines(fail bool) (text string) {
	where := func() {
		recover()
		for skip := 1; skip < 5; skip++ {
			pc, _, line, _ := runtime.Caller(skip)
			name := runtime.FuncForPC(pc).Name()
			if strings.HasPrefix(name, "main.") {
				text += fmt.Sprint(" ", name, ":", line)
			}
			if name == "main.main" {
				return
			}
		}
	}
	defer where()
	if fail {
		panic("lines")
	}
	defer func() { where() }()
	if text == "" {
		return "one"
	}
	return
}

func discarded(a [40]int, s string) (b [40]int) {
	defer func(x [40]int) { b[1] = x[1] + len(s); recover() }(a)
	a[1] = 5
	b = a
	b[60-len(s)]++
	return b
}

func main() {
	for which := range 8 {
		for panicAt := -1; panicAt < 3; panicAt++ {
			func() {
				defer func() {
					if e := recover(); e != nil {
						note("passed on:%v", e)
					}
				}()
				note("result:%d", conditional(which, panicAt))
			}()
			show("conditional", which, panicAt)
		}
	}
	show("methods", methods().n)
	for n := range 9 {
		func() {
			defer func() { note("%v", recover()) }()
			note("%d", manyReturns(n))
		}()
	}
	show("manyReturns")
	show("manyDefers", manyDefers(0), manyDefers(1), manyDefers(2))
	show("mixed", mixed(0), mixed(2), mixed(3), mixed(4))
	show("jumps", jumps(), forward(0), forward(1))
	show("ranges", ranges(false), ranges(true))
	show("failsAtExit", failsAtExit())
	show("failsTwice", failsTwice(), replaced())
	show("nilFunction", nilFunction())
	r, err := nilPointer(nil)
	show("nilPointer", r, err)
	r, err = nilPointer(&counter{3})
	show("nilPointer", r, err)
	done := make(chan bool)
	go func() {
		defer close(done)
		withExit()
	}()
	<-done
	show("withExit")
	show("deep", deep(200))
	show("lines", lines(false))
	show("lines", lines(true))
	show("discarded", discarded([40]int{1, 2}, "abc")[1], discarded([40]int{1, 2}, "abcdefghijklmnopqrstuvwxyz")[34])
	runtime.GC()
}

// Function literals that are called where they are made, through functions that get them and as bodies of loops over
// functions: captured variables, panics and lines inside them.
package main

import (
	"fmt"
	"iter"
	"runtime"
	"slices"
	"sort"
	"strings"
)

func apply(n int, f func(int)) {
	for i := range n {
		f(i)
	}
}

func twice(f func(int) int, x int) int { return f(f(x)) }

func compose(f, g func(int) int) func(int) int { return func(x int) int { return f(g(x)) } }

func counter() (func() int, func()) {
	n := 0
	return func() int { n++; return n }, func() { n = 100 }
}

//go:noinline
func local(n int) (sum int, list []func() int) {
	add := func(k int) { sum += k }
	for i := range n {
		add(i)
		func() {
			j := i * 2
			list = append(list, func() int { j++; return j + sum })
		}()
	}
	apply(n, func(k int) { sum += k * n })
	next, reset := counter()
	sum += next() + next()
	reset()
	sum += next() * 1000
	return sum + twice(compose(func(x int) int { return x + n }, func(x int) int { return x * 2 }), 3), list
}

//go:noinline
func choose(c bool, x int) int {
	f := func(y int) int { return x + y }
	if c {
		f = func(y int) int { x = y; return x * 2 }
	}
	return f(7) + x
}

func fibonacci(n int) int {
	var f func(int) int
	f = func(k int) int {
		if k < 2 {
			return k
		}
		return f(k-1) + f(k-2)
	}
	return f(n)
}

func count(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := range n {
			if !yield(i) {
				return
			}
		}
	}
}

func pairs(s ...string) iter.Seq2[int, string] {
	return func(yield func(int, string) bool) {
		if !yield(-1, "begin") {
			return
		}
		for i, x := range s {
			if !yield(i, x) {
				return
			}
		}
		yield(len(s), "end")
	}
}

func filter[T any](seq iter.Seq[T], keep func(T) bool) iter.Seq[T] {
	return func(yield func(T) bool) {
		for v := range seq {
			if keep(v) && !yield(v) {
				return
			}
		}
	}
}

func careless(yield func(int) bool) {
	yield(1)
	yield(2)
}

var kept func(int) bool

func keeping(yield func(int) bool) { kept = yield; yield(5) }

func swallowing(yield func(int) bool) {
	defer func() { recover() }()
	yield(1)
}

//go:noinline
func loops(n int) (text string) {
	sum := 0
	for i := range count(n) {
		if i == 3 {
			continue
		}
		if i > 6 {
			break
		}
		sum += i
	}
	text = fmt.Sprint(sum)
outer:
	for i := range count(n) {
		for j, s := range pairs("a", "b") {
			switch {
			case i == 1:
				continue outer
			case i == 3:
				break outer
			case s == "b":
				goto next
			}
			text += fmt.Sprint(" ", i, j, s)
		}
	next:
		text += ";"
	}
	for i := range filter(count(n*10), func(v int) bool { return v%7 == n%7 }) {
		text += fmt.Sprint(" ", i)
		if i > 20 {
			return text + " returned"
		}
	}
	return text + " end"
}

func try(name string, f func()) {
	defer func() {
		if e := recover(); e != nil {
			fmt.Println(name, e)
		}
	}()
	f()
	fmt.Println(name, "fine")
}

func lines() (text string) {
	where := func() string {
		var pcs [10]uintptr
		frames := runtime.CallersFrames(pcs[:runtime.Callers(1, pcs[:])])
		var out []string
		for {
			f, more := frames.Next()
			if strings.HasPrefix(f.Function, "main.") {
				out = append(out, fmt.Sprint(strings.TrimPrefix(f.Function, "main."), ":", f.Line))
			}
			if !more || f.Function == "main.main" {
				return strings.Join(out, " ")
			}
		}
	}
	func() {
		text += where() + "\n"
	}()
	apply(1, func(int) {
		text += where() + "\n"
	})
	return
}

type matrix [3][3]int

func (m matrix) each(f func(matrix, int) bool) { _ = f(m, 1) && f(m, 2) }

func main() {
	sum, list := local(5)
	fmt.Println(sum, list[0](), list[4](), list[0]())
	fmt.Println(choose(true, 1), choose(false, 1), fibonacci(15))
	for n := range 12 {
		fmt.Println(loops(n))
	}
	try("careless", func() {
		for i := range careless {
			if i == 1 {
				break
			}
		}
	})
	try("kept", func() {
		for range keeping {
		}
		kept(6)
	})
	try("swallowing", func() {
		for range swallowing {
			panic("lost")
		}
	})
	try("body", func() {
		for i := range count(3) {
			var p []int
			_ = p[i]
		}
	})
	try("nil iterator", func() {
		var seq iter.Seq[int]
		for range seq {
		}
	})
	try("nil function", func() {
		var f func(int)
		apply(1, f)
	})
	for m, i := range (matrix{{1}, {2}, {3}}).each {
		fmt.Println(m, i)
	}
	words := strings.Fields("the quick brown fox jumps over the lazy dog")
	slices.SortFunc(words, func(a, b string) int { return len(a) - len(b) + strings.Compare(a, b)*0 })
	fmt.Println(len(words[0]), len(words[8]))
	sort.Slice(words, func(i, j int) bool { return words[i] > words[j] })
	fmt.Println(words, sort.Search(len(words), func(i int) bool { return words[i] <= "fox" }))
	fmt.Println(slices.Collect(filter(slices.Values(words), func(s string) bool { return len(s) > 3 })))
	fmt.Print(lines())
}

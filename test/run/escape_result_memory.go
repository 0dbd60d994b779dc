// Results that come in memory (arrays, large structs) and hold pointers to arguments: an argument escapes only where the
// result does.
package main

import (
	"runtime"
	"testing"
)

type pair struct{ hi, lo uint64 }

//go:noinline
func (p *pair) halves() [2]*uint64 { return [2]*uint64{&p.hi, &p.lo} }

type wide struct {
	at    [3]*int
	more  [9]int
	chain **int
}

//go:noinline
func both(n int, p, q *int, r **int) (a [2]*int, k int, w wide) {
	a[n&1], k, w.at[n%3], w.chain = p, n, q, r
	return
}

//go:noinline
func through(n int, p *int) [2]*int {
	if n > 0 {
		return through(n-1, p)
	}
	return [2]*int{p, p}
}

//go:noinline
func deferred(p *int) (a [2]*int) {
	defer func() { recover(); a[1] = p }()
	a[0] = p
	panic("")
}

type holder interface{ hold(*int) [2]*int }
type plain struct{}

func (plain) hold(p *int) [2]*int { return [2]*int{p, p} }

var kept [2]*int
var one = 1

func dig(n int) int {
	var room [64]int
	room[n&63] = n
	if n == 0 {
		return 0
	}
	return dig(n-1) + room[n&63] - n
}

func scribble() {
	var a [256]int
	for i := range a {
		a[i] = -1
	}
	runtime.KeepAlive(&a)
	runtime.GC()
}

func stays() uint64 {
	p := pair{1, 2}
	h := p.halves()
	dig(200) // moves the stack
	*h[one]++
	return p.lo
}

func staysLong() int {
	x, y, z := 1, 2, 3
	z1 := &z
	a, k, w := both(4, &x, &y, &z1)
	dig(200)
	*a[0] += 10
	*w.at[one] += 20
	**w.chain += 30
	return x + y + z + k
}

func leaves() {
	x, y, z := 5, 6, 7
	z1 := &z
	a, _, w := both(one, &x, &y, &z1)
	kept = [2]*int{a[1], *w.chain}
}

func shared() (sum int) { // two variables must not share a place while the array points to one
	var a [2]*int
	{
		x := 7
		a = through(one, &x)
	}
	{
		y := 100
		b := through(one, &y)
		sum = *b[0]
	}
	return sum + *a[one]
}

func inLoop() [][2]*int {
	var all [][2]*int
	for i := 0; i < 4; i++ {
		x := i
		all = append(all, through(one, &x))
	}
	return all
}

func latest() (last [2]*int) {
	for i := 0; i < 4; i++ {
		x := i
		a := through(one, &x)
		if last[0] != nil && *last[0] != i-1 {
			println("overwritten", *last[0])
		}
		last = a
	}
	return
}

func main() {
	println(stays(), staysLong(), shared())
	leaves()
	scribble()
	println(*kept[0], *kept[1])
	x := 8
	kept = deferred(&x)
	func() { y := 9; kept[0] = through(2, &y)[one] }()
	scribble()
	println(*kept[0], *kept[1])
	for _, a := range inLoop() {
		print(*a[0], *a[1], " ")
	}
	println(*latest()[one])
	var h holder = plain{}
	func() { y := 10; kept = h.hold(&y) }()
	f := through
	func() { y := 11; kept[1] = f(1, &y)[0] }()
	scribble()
	println(*kept[0], *kept[1])
	println(testing.AllocsPerRun(10, func() { stays() }))
}

// A variable is dead after its last use, also while its function runs on: what only it held is finalized then.
// Variables whose address is taken live while a pointer reaches them.
package main

import (
	"fmt"
	"runtime"
	"sync/atomic"
	"time"
)

type node struct {
	next *node
	data [6]int
}

type wide struct {
	a, b, c *node
	n       [4]int
}

var done atomic.Int32

func tracked() *node {
	n := new(node)
	runtime.SetFinalizer(n, func(*node) { done.Add(1) })
	return n
}

// The checks together have this time, so that the program says which of them was in vain before it is killed.
var deadline = time.Now().Add(30 * time.Second)

// collected waits until want objects are finalized; false if they are not in time.
func collected(want int32) bool {
	for ; ; time.Sleep(time.Millisecond) {
		runtime.GC()
		if done.Load() >= want || time.Now().After(deadline) {
			return done.Load() == want
		}
	}
}

func check(name string, want int32) {
	fmt.Println(name, collected(want))
	done.Store(0)
}

// nothingYet collects and reports that nothing was finalized.
func nothingYet(name string) {
	runtime.GC()
	runtime.GC()
	time.Sleep(2 * time.Millisecond)
	fmt.Println(name, done.Load() == 0)
}

//go:noinline
func use(n *node) { n.data[0]++ }

//go:noinline
func fill(w *wide) { w.a, w.b, w.c = tracked(), tracked(), tracked() }

//go:noinline
func first(w *wide) **node { return &w.a }

//go:noinline
func make3() (a, b, c *node, w wide) {
	fill(&w)
	return tracked(), tracked(), tracked(), w
}

func pointer() {
	p := tracked()
	nothingYet("pointer held")
	use(p)
	check("pointer dead", 1)
}

func structure() {
	var w wide
	fill(&w)
	nothingYet("structure held")
	use(w.a)
	use(w.b)
	use(w.c)
	check("structure dead", 3)
}

func interior() {
	var w wide
	fill(&w)
	p := first(&w)
	nothingYet("interior held")
	use(*p)
	w.n[0]++
	check("interior dead", 3)
}

func partly() {
	var w wide
	w.a, w.b = tracked(), tracked()
	use(w.a)
	check("first word dead", 1)
	use(w.b)
	check("second word dead", 1)
}

func results() {
	a, b, c, w := make3()
	use(b)
	check("unused results", 5)
	use(w.a)
	check("used result", 1)
	_, _ = a, c
}

//go:noinline
func parameter(n *node, more [3]*node) {
	use(n)
	use(more[1])
	check("parameters dead", 4)
}

func overwritten() {
	n := tracked()
	use(n)
	n = tracked()
	check("overwritten", 1)
	use(n)
	n = nil
	check("set to nil", 1)
	runtime.KeepAlive(n)
}

func keepAlive() {
	n := tracked()
	nothingYet("kept alive")
	runtime.KeepAlive(n)
	check("not kept", 1)
}

func loop() {
	var last *node
	for i := 0; i < 3; i++ {
		var w wide
		fill(&w)
		use(w.b)
		last = w.c
	}
	check("iterations", 8)
	use(last)
	check("after the loop", 1)
}

func conditional(yes bool) {
	var w wide
	if yes {
		fill(&w)
	}
	nothingYet("conditional")
	if yes {
		use(w.a)
		use(w.b)
		use(w.c)
	}
	check("conditional dead", 3)
}

// The address goes round through another variable of the frame.
func indirect() {
	type link struct{ to *link; n *node }
	var a, b link
	a.to, b.n = &b, tracked()
	p := &a
	if len(fmt.Sprint()) > 0 {
		p = &b
	}
	grow(50)
	nothingYet("indirect held")
	use(p.to.n)
	check("indirect dead", 1)
}

// grow moves the stack.
func grow(n int) int {
	var pad [64]int
	if n == 0 {
		return 0
	}
	pad[n] = n
	return pad[n] + grow(n-1)
}

func cleanup() {
	n := new(node)
	runtime.AddCleanup(n, func(int) { done.Add(1) }, 1)
	nothingYet("cleanup waits")
	use(n)
	check("cleanup runs", 1)
}

func recovers() (n *node) {
	defer func() {
		recover()
		nothingYet("result held")
	}()
	n = tracked()
	m := tracked()
	use(m)
	check("dead before a panic", 1)
	panic(1)
}

func receive() {
	c := make(chan wide, 1)
	var w wide
	fill(&w)
	c <- w
	v := <-c
	use(v.a)
	use(w.b)
	check("received", 3)
	runtime.KeepAlive(c)
}

func main() {
	pointer()
	structure()
	interior()
	partly()
	results()
	parameter(tracked(), [3]*node{tracked(), tracked(), tracked()})
	overwritten()
	keepAlive()
	loop()
	conditional(true)
	indirect()
	cleanup()
	use(recovers())
	check("result dead", 1)
	receive()
}

// An object's own pointers into itself don't keep it from its finalizer; other objects' pointers do, also those of
// objects with finalizers, which therefore run one after the other, from the outside in. Cycles of two never run.
package main

import (
	"fmt"
	"runtime"
	"sync"
)

type buffer struct {
	bytes []byte
	room  [16]byte
}

type ring struct {
	next, prev *ring
	pad        [3]int
}

type large struct {
	self [40000]*large
}

type node struct {
	name string
	next *node
}

var lock sync.Mutex
var ran []string

func note(name string) {
	lock.Lock()
	ran = append(ran, name)
	lock.Unlock()
}

//go:noinline
func build() {
	b := &buffer{}
	b.bytes = b.room[:0]
	runtime.SetFinalizer(b, func(*buffer) { note("buffer") })
	r := &ring{}
	r.next, r.prev = r, r
	runtime.SetFinalizer(r, func(*ring) { note("ring") })
	l := &large{}
	l.self[0], l.self[100] = l, l
	runtime.SetFinalizer(l, func(*large) { note("large") })
	boxed := &struct{ f func() }{}
	boxed.f = func() { boxed.f() }
	runtime.SetFinalizer(boxed, func(*struct{ f func() }) { note("never: it is reachable from its closure") })
	array := &[2]any{}
	array[0], array[1] = array, &array[0]
	runtime.SetFinalizer(array, func(*[2]any) { note("interface") })

	one, two := &ring{}, &ring{}
	one.next, two.next = two, one
	runtime.SetFinalizer(one, func(*ring) { note("cycle") })
	runtime.SetFinalizer(two, func(*ring) { note("cycle") })
}

//go:noinline
func buildList() {
	var list *node
	for _, name := range []string{"inner", "middle", "outer"} {
		list = &node{name, list}
		runtime.SetFinalizer(list, func(n *node) { note(n.name) })
	}
}

//go:noinline
func overwriteStack() int {
	var words [64]int
	for i := range words {
		words[i] = i
	}
	return words[len(ran)%64]
}

func collect() {
	overwriteStack()
	for range 5 {
		runtime.GC()
		done := make(chan bool)
		probe := new([3]int)
		runtime.SetFinalizer(probe, func(*[3]int) { close(done) })
		probe = nil
		runtime.GC()
		<-done // finalizers run in one goroutine, one after the other
	}
}

func main() {
	build()
	collect()
	lock.Lock()
	seen := map[string]int{}
	for _, name := range ran {
		seen[name]++
	}
	ran = nil
	fmt.Println(seen)
	lock.Unlock()
	buildList()
	collect()
	fmt.Println(ran)
}

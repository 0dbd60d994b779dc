// All goroutines allocate while the collector runs: trees, maps, strings, lists shared through atomics, finalizers,
// cleanups, weak pointers, unique handles. What is reachable keeps its value; what is not is finalized once.
package main

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"time"
	"unique"
	"weak"
)

func rounds(n int) int {
	if os.Getenv("TUCO_DEBUG") != "" {
		return (n + 79) / 80
	}
	return n
}

type tree struct {
	left, right *tree
	value       int
}

func build(depth, value int) *tree {
	if depth == 0 {
		return &tree{value: value}
	}
	return &tree{build(depth-1, 2*value), build(depth-1, 2*value+1), value}
}

func (t *tree) sum() int {
	if t == nil {
		return 0
	}
	return t.value + t.left.sum() + t.right.sum()
}

func trees() {
	want := build(8, 1).sum()
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			kept := build(8, 1)
			for range rounds(300) {
				if build(8, 1).sum() != want {
					panic("a tree changed")
				}
			}
			if kept.sum() != want {
				panic("the kept tree changed")
			}
		})
	}
	wg.Go(func() {
		for range rounds(40) {
			runtime.GC()
		}
	})
	wg.Wait()
	fmt.Println("trees", want)
}

// A stack without locks (Treiber's): nodes travel between goroutines, only the list holds them.
type node struct {
	next  *node
	value int
	text  string
}

type stack struct{ top atomic.Pointer[node] }

func (s *stack) push(n *node) {
	for {
		n.next = s.top.Load()
		if s.top.CompareAndSwap(n.next, n) {
			return
		}
	}
}

func (s *stack) pop() *node {
	for {
		n := s.top.Load()
		if n == nil || s.top.CompareAndSwap(n, n.next) {
			return n
		}
	}
}

func lockFree() {
	var s stack
	var wg sync.WaitGroup
	var pushed, popped atomic.Int64
	for g := range 8 {
		wg.Go(func() {
			for i := range rounds(20000) {
				v := g<<20 | i
				s.push(&node{value: v, text: fmt.Sprint(v)})
				pushed.Add(int64(v))
				if i%3 != 0 {
					if n := s.pop(); n != nil {
						if n.text != fmt.Sprint(n.value) {
							panic("a node changed")
						}
						popped.Add(int64(n.value))
					}
				}
			}
		})
	}
	wg.Wait()
	for n := s.pop(); n != nil; n = s.pop() {
		if n.text != fmt.Sprint(n.value) {
			panic("a node changed")
		}
		popped.Add(int64(n.value))
	}
	fmt.Println("stack", pushed.Load() == popped.Load())
}

// Pointers move from heap to stack to channel to closure while collections run.
func moves() {
	c := make(chan *[]*int, 2)
	var wg, readers sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for i := range rounds(6000) {
				s := make([]*int, 0, 1)
				for k := range 8 {
					v := new(int)
					*v = i * k
					s = append(s, v)
				}
				c <- &s
			}
		})
		readers.Go(func() {
			for p := range c {
				f := func(k int) int { return *(*p)[k] }
				for k := range 8 {
					if f(k) != f(1)*k {
						panic("a slice changed")
					}
				}
			}
		})
	}
	wg.Wait()
	close(c)
	readers.Wait()
	fmt.Println("moves")
}

func mapsAndStrings() {
	var wg sync.WaitGroup
	for g := range 8 {
		wg.Go(func() {
			m := map[string][]string{}
			for i := range rounds(9000) {
				key := fmt.Sprint("key", i%50)
				m[key] = append(m[key], strings.Repeat(string(rune('a'+g)), i%10))
				if i%500 == 499 {
					for k, v := range m {
						for _, s := range v {
							if strings.Trim(s, string(rune('a'+g))) != "" {
								panic("text of another goroutine")
							}
						}
						if len(k)%3 == 0 {
							delete(m, k)
						}
					}
				}
			}
		})
	}
	wg.Wait()
	fmt.Println("maps")
}

// Large objects and ones without pointers, cleared when they are new.
func largeObjects() {
	var wg sync.WaitGroup
	for g := range 4 {
		wg.Go(func() {
			for i := range rounds(100) {
				b := make([]byte, 40_000+i*100)
				p := make([]*int, 5000)
				for _, v := range b {
					if v != 0 {
						panic("not cleared")
					}
				}
				for _, v := range p {
					if v != nil {
						panic("not cleared")
					}
				}
				for k := range b {
					b[k] = byte(g + 1)
				}
				for k := range p {
					p[k] = &i
				}
			}
		})
	}
	wg.Wait()
	fmt.Println("large")
}

type resource struct {
	id   int
	self *resource
	pad  [64]byte
}

//go:noinline
func abandon(id int, finalized []atomic.Int32, cleaned *atomic.Int32) weak.Pointer[resource] {
	r := &resource{id: id, pad: [64]byte{1}}
	runtime.SetFinalizer(r, func(r *resource) {
		if r.pad[0] != 1 {
			panic("finalizer got a freed object")
		}
		finalized[r.id].Add(1)
	})
	other := &resource{id: id}
	runtime.AddCleanup(other, func(c *atomic.Int32) { c.Add(1) }, cleaned)
	return weak.Make(other)
}

func finalizers() {
	n := rounds(200)
	finalized := make([]atomic.Int32, 4*n)
	var cleaned atomic.Int32
	pointers := make([]weak.Pointer[resource], 4*n)
	var wg sync.WaitGroup
	for g := range 4 {
		wg.Go(func() {
			for i := range n {
				pointers[g*n+i] = abandon(g*n+i, finalized, &cleaned)
				if h := unique.Make(fmt.Sprint("unique", i%10)); h != unique.Make(fmt.Sprint("unique", i%10)) {
					panic("two handles of one value")
				}
			}
		})
	}
	wg.Wait()
	done := func() (n int) {
		for i := range finalized {
			if finalized[i].Load() == 1 && pointers[i].Value() == nil {
				n++
			}
		}
		return n
	}
	// The last object may still be named by a register or a slot of a stack.
	enough := 4*n - 4
	for start := time.Now(); done() < enough || int(cleaned.Load()) < enough; {
		if time.Since(start) > 30*time.Second {
			break
		}
		runtime.GC()
		time.Sleep(time.Millisecond)
	}
	fmt.Println("finalized", done() >= enough, int(cleaned.Load()) >= enough)
}

func main() {
	trees()
	lockFree()
	moves()
	mapsAndStrings()
	largeObjects()
	finalizers()
}

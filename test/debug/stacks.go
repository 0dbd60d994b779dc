// What test/gdb.sh looks at, by line: goroutines, inlined functions, deferred calls, growing stacks.
package main

import (
	"fmt"
	"runtime"
	"sync"
)

type T struct{ a, b int }

//go:noinline
func (t *T) work(n int) int {
	s := 0
	for i := 0; i < n; i++ {
		s += helper(i, t.a)
	}
	return visit(s, t)
}

func helper(i, a int) int {
	if i > 3 {
		return small(i) * a
	}
	return i
}

func small(i int) int {
	return i + 1
}

//go:noinline
func visit(n int, t *T) int {
	if n == 0 {
		return -1
	}
	return t.b + tail(n)
}

//go:noinline
func tail(n int) int { return n + 1 }

//go:noinline
func deep(n int) int {
	var pad [100]int
	if n == 0 {
		runtime.GC()
		return 0
	}
	pad[n%100] = n
	return deep(n-1) + pad[3]
}

func main() {
	var wg sync.WaitGroup
	for i := 0; i < 2; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			t := &T{2, 3}
			fmt.Println(t.work(10))
		}()
		wg.Wait()
	}
	wg.Add(1)
	go func() {
		defer wg.Done()
		deep(10)
	}()
	wg.Wait()
}

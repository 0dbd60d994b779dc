// Run-time panics in all goroutines at once: faults of memory access (signals on several threads), checks, custom values.
package main

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"strings"
	"sync"
)

func rounds(n int) int {
	if os.Getenv("TUCO_DEBUG") != "" {
		return n / 10
	}
	return n
}

type T struct {
	pad [100]int
	x   int
}

type failure struct{ n int }

func (f failure) Error() string { return fmt.Sprint("failure ", f.n) }

var sink int

func fault(kind, n int) (message string) {
	defer func() {
		e := recover()
		if err, ok := e.(runtime.Error); ok {
			message = err.Error()
			return
		}
		if f := (failure{}); errors.As(e.(error), &f) && f.n == n {
			message = "failure"
		}
	}()
	var p *T
	var s []int
	var m map[string]int
	var e any = n
	switch kind {
	case 0:
		sink = p.x
	case 1:
		p.x = n
	case 2:
		sink = s[n]
	case 3:
		m["a"] = n
	case 4:
		sink = n / (n - n)
	case 5:
		_ = e.(string)
	case 6:
		panic(fmt.Errorf("wrapped: %w", failure{n}))
	case 7:
		var f func()
		f()
	case 8:
		_ = make([]int, -n-1)
	case 9:
		_ = [4]int(make([]int, n%4))
	}
	return "nothing"
}

var want = []string{
	"runtime error: invalid memory address or nil pointer dereference",
	"runtime error: invalid memory address or nil pointer dereference",
	"runtime error: index out of range [",
	"assignment to entry in nil map",
	"runtime error: integer divide by zero",
	"interface conversion: interface {} is int, not string",
	"failure",
	"runtime error: invalid memory address or nil pointer dereference",
	"runtime error: makeslice: len out of range",
	"runtime error: cannot convert slice with length ",
}

func main() {
	var wg sync.WaitGroup
	for g := range 16 {
		wg.Go(func() {
			for i := range rounds(500) {
				kind := (g + i) % len(want)
				if got := fault(kind, i); !strings.HasPrefix(got, want[kind]) {
					panic(fmt.Sprint(kind, ": ", got))
				}
			}
		})
	}
	wg.Wait()
	fmt.Println("all recovered")
}

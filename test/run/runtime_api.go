// The public API of package runtime: callers, frames, stacks, coroutines, finalizers, statistics.
package main

import (
	"errors"
	"fmt"
	"iter"
	"log"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
	"time"
)

func where() string {
	_, f, l, ok := runtime.Caller(1)
	return fmt.Sprint(f[strings.LastIndexByte(f, '/')+1:], ":", l, ok)
}
func outer() string { return where() }

type T struct{}

func (t *T) M() { pc, _, line, _ := runtime.Caller(0); fmt.Println(runtime.FuncForPC(pc).Name(), line) }

func seq() iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := range 5 {
			if !yield(i) {
				return
			}
		}
	}
}

func main() {
	fmt.Println(where())
	fmt.Println(outer())
	(&T{}).M()
	log.SetFlags(log.Lshortfile)
	log.SetOutput(os.Stdout)
	log.Println("logged")
	s := string(debug.Stack())
	fmt.Println(strings.Contains(s, "main.main"), strings.HasPrefix(s, "goroutine 1 [running]:"))
	next, stop := iter.Pull(seq())
	for {
		v, ok := next()
		if !ok {
			break
		}
		fmt.Print(v, " ")
	}
	stop()
	fmt.Println()
	func() {
		defer func() { r := recover(); var re runtime.Error; fmt.Println(errors.As(r.(error), &re), r) }()
		var a []int
		_ = a[5]
	}()
	var ms runtime.MemStats
	runtime.ReadMemStats(&ms)
	fmt.Println(ms.Mallocs > 0, ms.HeapAlloc > 0)
	runtime.GC()
	fmt.Println(runtime.NumGoroutine(), runtime.GOOS, runtime.Version() != "")
	done := make(chan bool)
	go func() { defer close(done); defer fmt.Println("goexit deferred"); runtime.Goexit() }()
	<-done
	x := new(int)
	fin := make(chan bool, 1)
	runtime.SetFinalizer(x, func(*int) { fin <- true })
	x = nil
	for start := time.Now(); len(fin) == 0 && time.Since(start) < 30*time.Second; {
		runtime.GC()
		runtime.Gosched()
	}
	fmt.Println("finalized", len(fin) == 1)
}

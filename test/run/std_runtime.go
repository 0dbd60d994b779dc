// Package runtime: callers, Goexit, finalizers, cleanups, weak pointers, statistics.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"time"
	"unique"
	"weak"
)

type node struct {
	next *node
	pad  [100]byte
}

//go:noinline
func where(skip int) string {
	_, file, line, ok := runtime.Caller(skip)
	return fmt.Sprint(filepath.Base(file), ":", line, ok)
}

func inlined() string { return where(2) }

type T struct{}

func (T) method() []string {
	pcs := make([]uintptr, 20)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(1, pcs)])
	var names []string
	for {
		f, more := frames.Next()
		if strings.HasPrefix(f.Function, "main.") {
			names = append(names, fmt.Sprint(f.Function, ":", f.Line))
		}
		if !more {
			return names
		}
	}
}

// What all checks together may wait, so that the program says which was in vain before it is killed.
var deadline = time.Now().Add(30 * time.Second)

func collect(done func() bool) bool {
	for !done() && time.Now().Before(deadline) {
		runtime.GC()
		runtime.Gosched()
	}
	return done()
}

//go:noinline
func abandon(n int, finalized chan<- int) weak.Pointer[node] {
	for i := range n {
		x := &node{}
		runtime.SetFinalizer(x, func(*node) { finalized <- i })
	}
	y := &node{}
	runtime.AddCleanup(y, func(v int) { finalized <- v }, -1)
	return weak.Make(y)
}

func main() {
	fmt.Println(where(1), inlined())
	fmt.Println(func() []string { return T{}.method() }())
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		defer fmt.Println("deferred by Goexit")
		func() { runtime.Goexit() }()
		fmt.Println("never")
	}()
	wg.Wait()
	finalized := make(chan int, 100)
	w := abandon(10, finalized)
	fmt.Println(collect(func() bool { return len(finalized) >= 9 }), collect(func() bool { return w.Value() == nil }))
	kept := &node{}
	k := weak.Make(kept)
	runtime.GC()
	fmt.Println(k.Value() == kept, k == weak.Make(kept))
	runtime.KeepAlive(kept)
	h1, h2 := unique.Make("hello"), unique.Make(strings.ToLower("HELLO"))
	fmt.Println(h1 == h2, h1.Value())
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	var head *node
	for range 1000 {
		head = &node{next: head}
	}
	runtime.ReadMemStats(&after)
	fmt.Println(after.Mallocs-before.Mallocs >= 1000, after.TotalAlloc-before.TotalAlloc >= 100_000, after.HeapAlloc > 0)
	runtime.KeepAlive(head)
	fmt.Println(runtime.GOOS, runtime.GOARCH, runtime.Compiler, runtime.NumGoroutine() >= 1, strings.HasPrefix(runtime.Version(), "go1."), runtime.NumCPU() > 0)
	old := debug.SetGCPercent(50)
	fmt.Println(old, debug.SetGCPercent(old))
	stack := string(debug.Stack())
	fmt.Println(strings.HasPrefix(stack, "goroutine 1 [running]:\n"), strings.Contains(stack, "main.main()"))
	pc, _, _, _ := runtime.Caller(0)
	fmt.Println(runtime.FuncForPC(pc).Name())
	debug.SetPanicOnFault(true)
	func() {
		defer func() { err := recover().(runtime.Error); fmt.Println(err) }()
		var p *node
		fmt.Println(p.pad[3])
	}()
	fmt.Println(len(os.Args[0]) > 0)
}

// The frames of runtime.Callers and Caller in calls of every shape, from wrappers, initializers and goroutines on: gc's.
package main

import (
	"fmt"
	"reflect"
	"runtime"
	"sort"
	"strings"
	"time"
)

func show(skip int) {
	var pcs [40]uintptr
	n := runtime.Callers(skip, pcs[:])
	frames := runtime.CallersFrames(pcs[:n])
	for {
		f, more := frames.Next()
		file := f.File[strings.LastIndex(f.File, "/")+1:]
		line := f.Line
		if strings.HasPrefix(f.Function, "runtime.") || strings.HasPrefix(f.Function, "reflect.") || strings.HasPrefix(f.Function, "sort.") {
			line = 0
		}
		fp := runtime.FuncForPC(f.PC)
		fmt.Printf("  %s %s:%d name=%s\n", f.Function, file, line, fp.Name())
		if !more {
			break
		}
	}
	for i := 0; i < 6; i++ {
		pc, file, line, ok := runtime.Caller(i)
		name := ""
		if ok {
			name = runtime.FuncForPC(pc).Name()
		}
		if strings.Contains(file, "/src/") {
			if strings.HasSuffix(file, ".s") {
				line = 1
			} else {
				line = 0
			}
		}
		fmt.Println("   ", i, name, file[strings.LastIndex(file, "/")+1:], line, ok)
	}
}

type S struct{ x int }

func (s S) Value()    { show(0) }
func (s *S) Pointer() { show(0) }

type I interface{ Value() }
type J interface{ Pointer() }
type E struct{ S }
type EP struct{ *S }
type G[T any] struct{ v T }

func (g G[T]) M()  { show(0) }
func (g *G[T]) P() { func() { show(0) }() }

//go:noinline
func gen[T any](f func(T), t T) { f(t) }
func small()                    { show(0) }
func small2()                   { small() }

//go:noinline
func run(name string, f func()) {
	fmt.Println(name)
	f()
}

func seq(yield func(int) bool) { yield(1) }

func main() {
	s := S{1}
	run("inline", func() { small2() })
	run("method value", s.Value)
	run("pointer method value", s.Pointer)
	run("method expr", func() { S.Value(s) })
	f := (*S).Value
	run("ptr method expr", func() { f(&s) })
	run("interface", func() { I(s).Value() })
	run("interface wrapper", func() { I(&s).Value() })
	run("embedded", func() { E{s}.Value() })
	run("embedded iface", func() { I(E{s}).Value() })
	run("embedded ptr iface", func() { J(&E{s}).Pointer() })
	run("embedded ptr iface2", func() { J(EP{&s}).Pointer() })
	run("iface method value", I(s).Value)
	run("generic", func() { gen(func(int) { show(0) }, 1) })
	run("generic method", G[int]{}.M)
	run("generic method p", (&G[string]{}).P)
	run("generic iface", func() { interface{ M() }(&G[int]{}).M() })
	run("defer", func() { defer show(0) })
	run("defer method", func() { defer s.Value() })
	run("defer iface", func() { defer I(s).Value() })
	run("defer closure", func() { defer func() { show(0) }() })
	run("defer loop", func() {
		for i := 0; i < 1; i++ {
			defer show(0)
		}
	})
	run("defer panic", func() {
		defer func() { recover() }()
		defer func() { show(0) }()
		panic(1)
	})
	run("defer direct panic", func() {
		defer func() { recover() }()
		defer show(0)
		panic(1)
	})
	run("defer nil panic", func() {
		defer func() { recover() }()
		defer show(0)
		var p *S
		p.x++
	})
	run("range func", func() {
		for range seq {
			show(0)
		}
	})
	run("range func defer", func() {
		for range seq {
			defer show(0)
		}
	})
	run("reflect", func() { reflect.ValueOf(show).Call([]reflect.Value{reflect.ValueOf(0)}) })
	run("reflect method", func() { reflect.ValueOf(s).MethodByName("Value").Call(nil) })
	run("reflect method value", func() { reflect.ValueOf(s).MethodByName("Value").Interface().(func())() })
	run("makefunc", func() {
		reflect.MakeFunc(reflect.TypeOf(func() {}), func([]reflect.Value) []reflect.Value { show(0); return nil }).Interface().(func())()
	})
	run("sort", func() {
		done := false
		sort.Slice([]int{1, 2}, func(i, j int) bool {
			if !done {
				done = true
				show(0)
			}
			return false
		})
	})
	c := make(chan bool)
	fmt.Println("go func")
	go func() { show(0); c <- true }()
	<-c
	fmt.Println("go call")
	go show2(c, 0)
	<-c
	fmt.Println("go method")
	go s.Go(c)
	<-c
	fmt.Println("go iface")
	go interface{ Go(chan bool) }(s).Go(c)
	<-c
	fmt.Println("go method value")
	g := s.Go
	go g(c)
	<-c
	fmt.Println("go generic")
	go gen(func(int) { show(0); c <- true }, 1)
	<-c
	fmt.Println("go goexit")
	go func() { defer func() { show(0); c <- true }(); runtime.Goexit() }()
	<-c
	fmt.Println("afterfunc")
	time.AfterFunc(1, func() { show(0); c <- true })
	<-c
	fmt.Println(x)
}

func show2(c chan bool, skip int) { show(skip); c <- true }
func (s S) Go(c chan bool)        { show(0); c <- true }

var x = func() int { show(0); return 1 }()

func init() { show(0) }

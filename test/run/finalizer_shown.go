// exit: 2
// A finalizer that waits is in dumps and profiles, as if the program had started its goroutine; an idle finalizer's is not.
package main

import (
	"fmt"
	"runtime"
	"strings"
)

func stuck(c chan bool) { c <- true; <-make(chan int) }

func dump() (goroutines int, shown bool) {
	buf := make([]byte, 1<<16)
	text := string(buf[:runtime.Stack(buf, true)])
	return strings.Count(text, "goroutine "), strings.Contains(text, "[chan receive]:\nmain.stuck(")
}

func main() {
	c := make(chan bool)
	func() { runtime.SetFinalizer(new([4]int), func(*[4]int) { c <- true }) }()
	runtime.GC()
	<-c
	for n, _ := dump(); n != 1; n, _ = dump() {
		runtime.Gosched()
	}
	func() { runtime.SetFinalizer(new([4]int), func(*[4]int) { stuck(c) }) }()
	runtime.GC()
	<-c
	shown := false
	for !shown {
		runtime.Gosched()
		_, shown = dump()
	}
	n, _ := dump()
	fmt.Println(n, runtime.NumGoroutine())
	records := make([]runtime.StackRecord, 10)
	fmt.Println(runtime.GoroutineProfile(records))
	<-make(chan int)
}

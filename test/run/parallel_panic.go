// A panic in one of many running goroutines ends the program with status 2 and that goroutine's trace.
// exit: 2
package main

import (
	"runtime"
	"sync/atomic"
)

var turns atomic.Int64

func work(c chan int) {
	for {
		select {
		case v := <-c:
			c <- v + 1
		default:
			turns.Add(1)
			runtime.Gosched()
		}
	}
}

func fail(n int) {
	if n > 0 {
		fail(n - 1)
		return
	}
	var m map[string]int
	m["x"] = int(turns.Load())
}

func main() {
	for range 8 {
		go work(make(chan int, 1))
	}
	for turns.Load() < 100 {
		runtime.Gosched()
	}
	go fail(3)
	select {}
}

// Stack overflow in a goroutine while others run: status 2, gc's text, the top and the bottom of the stack.
// exit: 2
// exempt: gcstress the stack of 1 GB is scanned at each collection
// exempt: stackstress the stack of 1 GB is copied at each call
package main

import (
	"runtime"
	"runtime/debug"
)

func recurse(n int) int {
	if n < 0 {
		return 0
	}
	return recurse(n+1) + 1
}

func main() {
	debug.SetMaxStack(1 << 20)
	for range 3 {
		go func() {
			c := make(chan int, 1)
			for {
				c <- 1
				<-c
				runtime.Gosched()
			}
		}()
	}
	go func() {
		defer func() { recover() }()
		println(recurse(0))
	}()
	select {}
}

// A receive that does not block finds a channel that holds a value, is closed, and is drained by another. It may get the
// value, or that the channel is closed, but must never take the default: the channel is never open and empty.
package main

import (
	"fmt"
	"runtime"
	"sync/atomic"
)

func main() {
	runtime.GOMAXPROCS(4)
	wrong := 0
	for i := 0; i < 20000; i++ {
		c := make(chan int, 1)
		c <- 1
		var begun atomic.Bool
		done := make(chan bool)
		go func() {
			begun.Store(true)
			close(c)
			<-c
			close(done)
		}()
		for spins := 0; !begun.Load(); spins++ {
			if spins > 100 {
				runtime.Gosched()
			}
		}
		select {
		case <-c:
		default:
			wrong++
		}
		<-done
	}
	fmt.Println("default taken:", wrong > 0)
}

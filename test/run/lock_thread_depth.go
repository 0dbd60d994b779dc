// LockOSThread counts its calls, also more than 255 and 65,535 of them: as many calls of UnlockOSThread undo it.
package main

import (
	"fmt"
	"runtime"
	"syscall"
)

// moves tells whether the goroutine may leave its thread: with other goroutines around, it gets to another one soon.
func moves() bool {
	quit := make(chan bool)
	defer close(quit)
	for range 8 {
		go func() {
			for {
				select {
				case <-quit:
					return
				default:
					runtime.Gosched()
				}
			}
		}()
	}
	thread := syscall.Gettid()
	for range 500 {
		runtime.Gosched()
		if syscall.Gettid() != thread {
			return true
		}
	}
	return false
}

func main() {
	runtime.UnlockOSThread() // not locked: nothing
	for _, depth := range []int{1, 2, 255, 256, 257, 65536, 65537} {
		done := make(chan bool)
		go func() {
			for range depth {
				runtime.LockOSThread()
			}
			once := depth > 1
			if once {
				runtime.UnlockOSThread()
			}
			fmt.Println(depth, "locked, moves:", moves())
			for range depth - 1 {
				runtime.UnlockOSThread()
			}
			if !once {
				runtime.UnlockOSThread()
			}
			done <- true
		}()
		<-done
	}
}

// Goroutines locked to their threads: each stays on its own, and no other goroutine runs there.
package main

import (
	"fmt"
	"os"
	"runtime"
	"sync"
	"syscall"
	"time"
)

func rounds(n int) int {
	if os.Getenv("TUCO_DEBUG") != "" {
		return n / 10
	}
	return n
}

func main() {
	const locked = 6
	var threads [locked]int
	var ready, working, wg sync.WaitGroup
	finish := make(chan bool)
	pass := make(chan int)
	for g := range locked {
		ready.Add(1)
		working.Add(1)
		wg.Go(func() {
			runtime.LockOSThread()
			runtime.LockOSThread()
			defer runtime.UnlockOSThread()
			runtime.UnlockOSThread()
			threads[g] = syscall.Gettid()
			ready.Done()
			ready.Wait()
			for i := range rounds(100) {
				switch i % 4 {
				case 0:
					runtime.Gosched()
				case 1:
					time.Sleep(10 * time.Microsecond)
				case 2:
					select {
					case pass <- g:
					case <-pass:
					default:
					}
				}
				if syscall.Gettid() != threads[g] {
					panic("locked goroutine moved")
				}
			}
			working.Done()
			<-finish
		})
	}
	ready.Wait()
	seen := map[int]bool{}
	for _, id := range threads {
		seen[id] = true
	}
	for range 20 {
		working.Add(1)
		wg.Go(func() {
			for range rounds(50) {
				if seen[syscall.Gettid()] {
					panic("a goroutine runs on a locked thread")
				}
				runtime.Gosched()
			}
			working.Done()
		})
	}
	working.Wait()
	close(finish)
	wg.Wait()
	fmt.Println("locked", len(seen))
}

// A deadlock is noticed after all processors had work, timers fired and threads came back from system calls.
// exit: 2
package main

import (
	"fmt"
	"os"
	"sync"
	"time"
)

func main() {
	c := make(chan int)
	var lock sync.Mutex
	var wg sync.WaitGroup
	for g := range 20 {
		wg.Go(func() {
			time.Sleep(time.Duration(g) * time.Millisecond)
			lock.Lock()
			_, err := os.ReadFile("/dev/null")
			lock.Unlock()
			if err != nil {
				panic(err)
			}
			for range 100 {
				select {
				case c <- g:
				case <-c:
				case <-time.After(time.Millisecond):
				}
			}
		})
	}
	wg.Wait()
	fmt.Println("all done")
	lock.Lock()
	for range 3 {
		go lock.Lock()
	}
	wg.Add(1)
	go func() { defer wg.Done(); <-c }()
	wg.Wait()
}

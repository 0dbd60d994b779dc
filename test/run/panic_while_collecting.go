// exit: 2
// A panic ends the process while other goroutines collect: who reports it is told by its thread, so it must stay there.
package main

import (
	"errors"
	"runtime"
	"sync"
)

func main() {
	var running sync.WaitGroup
	for range 4 {
		running.Add(1)
		go func() {
			runtime.GC()
			running.Done()
			for {
				runtime.GC()
			}
		}()
	}
	running.Wait()
	defer func() { panic(errors.New("second")) }()
	panic("first")
}

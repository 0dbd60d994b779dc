// Goroutines wait on all Ps and are woken by one: their wait records must come back to where they are needed, and the
// runtime's own memory must not grow.
// exempt: gcstress each of thousands of goroutines would be scanned a thousand times
package main

import (
	"fmt"
	"runtime"
	"sync"
)

const waiters = 2000

func onChannel() {
	var ready, done sync.WaitGroup
	gate := make(chan int)
	for i := 0; i < waiters; i++ {
		ready.Add(1)
		done.Add(1)
		go func() {
			defer done.Done()
			ready.Done()
			<-gate
		}()
	}
	ready.Wait()
	runtime.Gosched()
	close(gate)
	done.Wait()
}

func onSelect() {
	var ready, done sync.WaitGroup
	gate, never := make(chan int), make(chan int)
	for i := 0; i < waiters; i++ {
		ready.Add(1)
		done.Add(1)
		go func() {
			defer done.Done()
			ready.Done()
			select {
			case <-gate:
			case <-never:
			}
		}()
	}
	ready.Wait()
	runtime.Gosched()
	close(gate)
	done.Wait()
}

func onCond() {
	var mu sync.Mutex
	var done sync.WaitGroup
	cond := sync.NewCond(&mu)
	waiting := 0
	for i := 0; i < waiters; i++ {
		done.Add(1)
		go func() {
			defer done.Done()
			mu.Lock()
			waiting++
			cond.Wait()
			mu.Unlock()
		}()
	}
	for all := false; !all; runtime.Gosched() {
		mu.Lock()
		all = waiting == waiters
		mu.Unlock()
	}
	cond.Broadcast()
	done.Wait()
}

func ownMemory() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.OtherSys
}

func main() {
	runtime.GOMAXPROCS(4)
	for name, round := range map[string]func(){"channel": onChannel, "select": onSelect, "cond": onCond} {
		for i := 0; i < 3; i++ {
			round()
		}
		before := ownMemory()
		for i := 0; i < 30; i++ {
			round()
		}
		if grown := int64(ownMemory() - before); grown > 1<<20 {
			fmt.Println(name, "grew by", grown)
		}
	}
	fmt.Println("ok")
}

// Many semaphores share a bucket of the runtime's table: each must wake its own waiters, all of them, in the order in
// which they came.
package main

import (
	"fmt"
	"math/rand"
	"runtime"
	"sync"
)

const mutexes, each = 1000, 3

func main() {
	locks := make([]sync.Mutex, mutexes)
	order := make([][]int, mutexes)
	random := rand.New(rand.NewSource(1))
	for i := range locks {
		locks[i].Lock()
	}
	var all sync.WaitGroup
	for k := 0; k < each; k++ {
		var begun sync.WaitGroup
		for _, i := range random.Perm(mutexes) {
			all.Add(1)
			begun.Add(1)
			go func() {
				defer all.Done()
				begun.Done()
				locks[i].Lock()
				order[i] = append(order[i], k)
				locks[i].Unlock()
			}()
		}
		begun.Wait()
		for i := 0; i < 100; i++ {
			runtime.Gosched()
		}
	}
	for _, i := range random.Perm(mutexes) {
		locks[i].Unlock()
	}
	all.Wait()
	for i := range locks {
		if len(order[i]) != each {
			fmt.Println("mutex", i, "woke", len(order[i]))
		}
	}

	// One semaphore with waiters added in front and behind.
	var rw sync.RWMutex
	var wg sync.WaitGroup
	shared := 0
	for i := 0; i < 200; i++ {
		wg.Add(2)
		go func() { defer wg.Done(); rw.Lock(); shared++; rw.Unlock() }()
		go func() { defer wg.Done(); rw.RLock(); _ = shared; rw.RUnlock() }()
	}
	wg.Wait()
	fmt.Println("ok", shared)
}

// What a goroutine does to the thread that it is locked to does not spread to threads that are made meanwhile.
package main

import (
	"fmt"
	"runtime"
	"sync"
	"syscall"
)

func nice() int {
	n, err := syscall.Getpriority(syscall.PRIO_PROCESS, syscall.Gettid())
	if err != nil {
		panic(err)
	}
	return n
}

func main() {
	before := nice()
	runtime.LockOSThread()
	if err := syscall.Setpriority(syscall.PRIO_PROCESS, syscall.Gettid(), 7); err != nil {
		panic(err)
	}
	mine := nice()
	var wait, running sync.WaitGroup
	var lock sync.Mutex
	seen := map[int]int{}
	var p [2]int
	if err := syscall.Pipe(p[:]); err != nil {
		panic(err)
	}
	const threads = 20
	for range threads {
		wait.Add(1)
		running.Add(1)
		go func() {
			defer wait.Done()
			lock.Lock()
			seen[nice()]++
			lock.Unlock()
			running.Done()
			syscall.Read(p[0], make([]byte, 1)) // keeps the thread
		}()
	}
	running.Wait()
	syscall.Write(p[1], make([]byte, threads))
	wait.Wait()
	fmt.Println("changed:", mine != before, "others as before:", seen[before] == threads)
}

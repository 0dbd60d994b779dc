// A goroutine that ends locked to its thread takes the thread with it, as other code must not get what it did to
// it; one that has unlocked itself, or hands its lock on, does not. The first thread stays, but runs nothing any more.
package main

import (
	"fmt"
	"os"
	"runtime"
	"syscall"
	"time"
)

func init() { runtime.LockOSThread() }

func exists(thread int) bool {
	_, err := os.Stat(fmt.Sprintf("/proc/self/task/%d", thread))
	return err == nil
}

// goes waits for the thread to end, for a while.
func goes(thread int) bool {
	for start := time.Now(); time.Since(start) < 30*time.Second; {
		if !exists(thread) {
			return true
		}
		time.Sleep(time.Millisecond)
	}
	return false
}

func run(f func()) (thread int) {
	c := make(chan int)
	go func() {
		defer func() { c <- thread }()
		runtime.LockOSThread()
		thread = syscall.Gettid()
		f()
	}()
	return <-c
}

func main() {
	fmt.Println("main on the first thread:", syscall.Gettid() == syscall.Getpid())
	ends := []int{run(func() {}), run(runtime.Goexit), run(runtime.LockOSThread)}
	stays := run(runtime.UnlockOSThread)
	for _, thread := range ends {
		fmt.Println("thread of a locked goroutine ends:", goes(thread))
	}
	fmt.Println("thread of an unlocked one is there:", exists(stays))
	// Threads that end are made again, many times over.
	for range 300 {
		run(func() {})
	}
	go func() {
		first := false
		for range 200 {
			runtime.Gosched()
			first = first || syscall.Gettid() == syscall.Getpid()
		}
		fmt.Println("others run on the first thread:", first, "it is there:", exists(syscall.Getpid()))
		os.Exit(0)
	}()
	runtime.Goexit()
}

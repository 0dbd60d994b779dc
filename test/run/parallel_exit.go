// os.Exit while other goroutines compute, allocate, wait, sit in system calls and print.
// exit: 7
package main

import (
	"fmt"
	"os"
	"runtime"
	"sync"
	"syscall"
	"time"
)

var sink []byte

func main() {
	var started sync.WaitGroup
	for _, f := range []func(){
		func() { sink = make([]byte, 1000) },
		func() { runtime.GC() },
		func() { time.Sleep(time.Microsecond) },
		func() { syscall.Getppid() },
		func() { fmt.Fprint(os.Stderr, "") },
		func() { defer func() { recover() }(); panic("x") },
	} {
		for range 2 {
			started.Add(1)
			go func() {
				f()
				started.Done()
				for {
					f()
					runtime.Gosched()
				}
			}()
		}
	}
	started.Wait()
	go func() {
		defer fmt.Println("deferred functions do not run")
		fmt.Println("bye")
		os.Exit(7)
	}()
	select {}
}

// Initialization runs on the first thread, also after waits, and what init locks stays there.
package main

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"syscall"
	"time"
)

var first = true
var dump string

func look() { first = first && syscall.Gettid() == syscall.Getpid() }

var early = func() int { look(); return 1 }()

func init() {
	c := make(chan int)
	for range 20 {
		go func() {
			for range 100 {
				runtime.Gosched()
			}
			c <- 1
		}()
	}
	for range 20 {
		<-c
		look()
		time.Sleep(50 * time.Microsecond)
		look()
	}
	os.ReadFile("/proc/self/status")
	runtime.GC()
	look()
	buf := make([]byte, 1000)
	dump = string(buf[:runtime.Stack(buf, false)])
	if early == 1 {
		runtime.LockOSThread()
	}
}

func main() {
	fmt.Println("init on the first thread:", first)
	fmt.Println(strings.SplitN(dump, "\n", 2)[0])
	for range 100 {
		runtime.Gosched()
		look()
	}
	fmt.Println("main on the first thread:", first)
	buf := make([]byte, 1000)
	fmt.Println(strings.SplitN(string(buf[:runtime.Stack(buf, false)]), "\n", 2)[0])
	runtime.UnlockOSThread()
	fmt.Println(strings.SplitN(string(buf[:runtime.Stack(buf, false)]), "\n", 2)[0])
}

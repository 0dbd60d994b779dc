// A signal that ends the process does so by its default action, also while threads are being made: one that a new thread
// gets before it knows its own number ended the process with status 2. The program runs itself.
package main

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"syscall"
	"time"
)

// makeThreads ends threads, which new ones replace, as long as it lasts.
func makeThreads() {
	for {
		done := make(chan bool)
		go func() {
			runtime.LockOSThread() // the thread ends with the goroutine
			close(done)
		}()
		<-done
	}
}

func main() {
	if len(os.Args) > 1 {
		number, _ := strconv.Atoi(os.Args[1])
		go makeThreads()
		go makeThreads()
		time.Sleep(time.Duration(os.Getpid()%40) * 50 * time.Microsecond)
		syscall.Kill(os.Getpid(), syscall.Signal(number))
		time.Sleep(time.Minute)
	}
	for i := range 30 {
		s := []syscall.Signal{syscall.SIGTERM, syscall.SIGINT, syscall.SIGHUP}[i%3]
		err := exec.Command(os.Args[0], strconv.Itoa(int(s))).Run()
		if exit, ok := err.(*exec.ExitError); !ok || exit.Sys().(syscall.WaitStatus).Signal() != s {
			fmt.Println(s, err)
		}
	}
	fmt.Println("done")
}

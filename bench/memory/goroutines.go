// The memory of a parked goroutine: 100,000 wait for a channel; what the process grew by, divided.
package main

import (
	"bytes"
	"fmt"
	"os"
	"runtime"
	"strconv"
)

const many = 100_000

// resident returns the resident memory of the process in bytes.
func resident() int {
	text, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		panic(err)
	}
	pages, err := strconv.Atoi(string(bytes.Fields(text)[1]))
	if err != nil {
		panic(err)
	}
	return pages * os.Getpagesize()
}

func main() {
	ready, wait, done := make(chan bool), make(chan bool), make(chan bool)
	runtime.GC()
	before := resident()
	for range many {
		go func() { ready <- true; <-wait; done <- true }()
	}
	for range many {
		<-ready
	}
	fmt.Println("a parked goroutine, bytes:", (resident()-before)/many)
	close(wait)
	for range many {
		<-done
	}
}

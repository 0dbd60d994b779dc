// A CPU profile has samples of the program's functions, with labels and inlined callers.
package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"runtime/pprof"
	"syscall"
)

// used is the CPU time of this process in milliseconds.
func used() int64 {
	var r syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &r)
	return r.Utime.Sec*1000 + r.Utime.Usec/1000
}

//go:noinline
func spinInLoop(n int) int {
	s := 0
	for i := 0; i < n; i++ {
		s = s*31 + i
	}
	return s
}

func main() {
	for round := range 2 {
		var profile bytes.Buffer
		if err := pprof.StartCPUProfile(&profile); err != nil {
			panic(err)
		}
		if pprof.StartCPUProfile(io.Discard) == nil {
			panic("two profiles at once")
		}
		sum := 0
		pprof.Do(context.Background(), pprof.Labels("round", fmt.Sprint("number", round)), func(context.Context) {
			for start := used(); used()-start < 300; {
				sum += spinInLoop(1000000)
			}
		})
		pprof.StopCPUProfile()
		r, err := gzip.NewReader(&profile)
		if err != nil {
			panic(err)
		}
		text, _ := io.ReadAll(r)
		fmt.Println(bytes.Contains(text, []byte("main.spinInLoop")), bytes.Contains(text, []byte("main.main")),
			bytes.Contains(text, []byte(fmt.Sprint("number", round))), sum != 0)
	}
}

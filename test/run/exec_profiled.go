// The timer of a CPU profile ends with the program: one that it becomes by execve gets no SIGPROF, which would kill it.
// If execve fails, the profile goes on.
package main

import (
	"bytes"
	"fmt"
	"os"
	"runtime/pprof"
	"syscall"
	"time"
	"unsafe"
)

func work(cpu time.Duration) (n int) {
	var before, now syscall.Rusage
	syscall.Getrusage(0, &before)
	for {
		for i := range 100000 {
			n += i % 7
		}
		syscall.Getrusage(0, &now)
		if time.Duration(now.Utime.Nano()-before.Utime.Nano()) > cpu {
			return n
		}
	}
}

// period is that of ITIMER_PROF, in microseconds.
func period() int64 {
	var value [4]int64
	syscall.Syscall(syscall.SYS_GETITIMER, 2, uintptr(unsafe.Pointer(&value)), 0)
	return value[0]*1000000 + value[1]
}

func main() {
	if len(os.Args) > 1 {
		work(30 * time.Millisecond)
		fmt.Println("in the other program", period())
		return
	}
	var profile bytes.Buffer
	pprof.StartCPUProfile(&profile)
	fmt.Println(syscall.Exec("/does/not/exist", []string{"x"}, nil), period() > 0)
	fmt.Println(syscall.Exec("/proc/self/exe", []string{os.Args[0], "again"}, os.Environ()))
}

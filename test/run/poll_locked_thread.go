// A goroutine that is locked to its thread waits for events that come from outside of the process. When it waits, its
// thread gives its P away, and somebody has to wait for the event in its place: else a second passes before a look at
// the network is due anyway, and this program takes minutes.
package main

import (
	"fmt"
	"os"
	"runtime"
	"syscall"
	"unsafe"
)

const (
	clockMonotonic = 1
	nonblock       = 0x800
	delay          = 2000000 // ns
)

type timerSpec struct{ interval, value syscall.Timespec }

// Waits a hundred times for a timer of the kernel.
func wait() (events uint64) {
	syscall.Nanosleep(&syscall.Timespec{Nsec: 10 * delay}, nil) // the other threads have gone to sleep, most likely
	fd, _, err := syscall.Syscall(syscall.SYS_TIMERFD_CREATE, clockMonotonic, nonblock, 0)
	if err != 0 {
		panic(err)
	}
	file := os.NewFile(fd, "timer")
	defer file.Close()
	for range 100 {
		spec := timerSpec{value: syscall.Timespec{Nsec: delay}}
		syscall.Syscall6(syscall.SYS_TIMERFD_SETTIME, fd, 0, uintptr(unsafe.Pointer(&spec)), 0, 0, 0)
		var count uint64
		if _, err := file.Read(unsafe.Slice((*byte)(unsafe.Pointer(&count)), 8)); err != nil {
			panic(err)
		}
		events += count
	}
	return events
}

// Main is locked to its thread while packages are initialized.
var first = wait()

func main() {
	runtime.LockOSThread()
	fmt.Println(first, wait())
}

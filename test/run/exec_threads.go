// execve while threads are being made: the kernel must not see a thread being born in the middle of it.
package main

import (
	"fmt"
	"os"
	"strconv"
	"syscall"
	"time"
)

func main() {
	n := 0
	if len(os.Args) > 1 {
		n, _ = strconv.Atoi(os.Args[1])
	}
	if n == 15 {
		fmt.Println("done")
		return
	}
	if err := syscall.Exec("/nowhere", nil, nil); err != syscall.ENOENT {
		fmt.Println(err)
	}
	for range 50 {
		go func() {
			var p [2]int
			syscall.Pipe2(p[:], syscall.O_CLOEXEC)
			syscall.Read(p[0], make([]byte, 1)) // keeps the thread
		}()
	}
	time.Sleep(time.Duration(n%10) * 100 * time.Microsecond)
	exe, _ := os.Executable()
	err := syscall.Exec(exe, []string{exe, strconv.Itoa(n + 1)}, os.Environ())
	fmt.Println("exec failed", err)
	os.Exit(1)
}

// exit: 2
// debug.SetMaxThreads: the program dies when it needs one thread more.
package main

import (
	"fmt"
	"runtime/debug"
	"syscall"
)

func main() {
	fmt.Println(debug.SetMaxThreads(50))
	fmt.Println(debug.SetMaxThreads(40))
	stop := make(chan bool)
	for range 200 {
		go func() {
			var p [2]int
			syscall.Pipe(p[:])
			syscall.Read(p[0], make([]byte, 1)) // keeps a thread for good
		}()
	}
	<-stop
}

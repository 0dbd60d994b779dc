// exit: 2
// Who switches to a coroutine must be locked to a thread as the goroutine was that made it.
package main

import (
	"fmt"
	"iter"
	"runtime"
)

func numbers(yield func(int) bool) {
	for i := 0; yield(i); i++ {
	}
}

func main() {
	runtime.LockOSThread()
	next, stop := iter.Pull(numbers)
	fmt.Println(next())
	fmt.Println(next())
	stop()
	runtime.UnlockOSThread()
	next, stop = iter.Pull(numbers)
	fmt.Println(next())
	runtime.LockOSThread()
	fmt.Println(next())
}

// Main ended by Goexit: the others go on, and when they are gone that is a deadlock of its own kind.
// exit: 2
package main

import (
	"fmt"
	"runtime"
	"time"
)

func main() {
	for i := range 5 {
		go func() {
			time.Sleep(time.Duration(i+1) * 5 * time.Millisecond)
			fmt.Println("goroutine", i)
		}()
	}
	defer fmt.Println("deferred")
	runtime.Goexit()
}

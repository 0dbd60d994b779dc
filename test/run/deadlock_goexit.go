// Main ended by Goexit: the others go on, and when they are gone that is a deadlock of its own kind.
// exit: 2
package main

import (
	"fmt"
	"runtime"
	"time"
)

func main() {
	turn := make(chan bool)
	first := turn
	for i := range 5 {
		mine, next := turn, make(chan bool)
		turn = next
		go func() {
			<-mine
			time.Sleep(5 * time.Millisecond)
			fmt.Println("goroutine", i)
			close(next)
		}()
	}
	defer func() {
		fmt.Println("deferred")
		close(first)
	}()
	runtime.Goexit()
}

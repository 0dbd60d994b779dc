// All goroutines wait: main for the group, the worker for a channel.
// exit: 2
package main

import "sync"

func main() {
	var wg sync.WaitGroup
	c := make(chan int)
	wg.Add(1)
	go func() {
		defer wg.Done()
		<-c
	}()
	wg.Wait()
}

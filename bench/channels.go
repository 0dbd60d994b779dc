// Benchmark: goroutines and channels: ping-pong, a pipeline, a pool of workers, select.
package main

import (
	"fmt"
	"sync"
)

const (
	exchanges = 3_000_000
	items     = 900_000
)

func pingPong() int {
	ping, pong := make(chan int), make(chan int)
	go func() {
		for v := range ping {
			pong <- v + 1
		}
		close(pong)
	}()
	v := 0
	for range exchanges {
		ping <- v
		v = <-pong
	}
	close(ping)
	return v
}

func pipeline() int {
	in := make(chan int, 16)
	head := in
	for range 8 {
		out := make(chan int, 16)
		go func(in <-chan int, out chan<- int) {
			for v := range in {
				out <- v + 1
			}
			close(out)
		}(in, out)
		in = out
	}
	go func() {
		for i := range items {
			head <- i
		}
		close(head)
	}()
	sum := 0
	for v := range in {
		sum += v
	}
	return sum
}

func pool() int {
	work, done := make(chan int, 100), make(chan int, 100)
	var wg sync.WaitGroup
	for range 8 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for v := range work {
				done <- v * 2
			}
		}()
	}
	go func() {
		for i := range items {
			work <- i
		}
		close(work)
		wg.Wait()
		close(done)
	}()
	sum, stop := 0, make(chan bool)
	for done != nil {
		select {
		case v, ok := <-done:
			if !ok {
				done = nil
			}
			sum += v
		case <-stop:
		}
	}
	return sum
}

func main() { fmt.Println(pingPong(), pipeline(), pool()) }

// Spans of pages that are handed out while a neighbour is freed: stacks beyond 32 KB are spans of their own, so
// goroutines that grow theirs beside large allocations free and take neighbouring spans all the time. A span that its
// taker had yet to mark as taken was merged with the neighbour, and handed out twice.
package main

import (
	"fmt"
	"os"
	"runtime"
	"sync"
)

//go:noinline
func deep(n int) int {
	var frame [64]int
	frame[n&63] = n
	if n == 0 {
		return 0
	}
	return deep(n-1) + frame[n&63] - n
}

func growStacks(count int) {
	var wg sync.WaitGroup
	for i := 0; i < count; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			if got := deep(20 + i%200); got != 0 {
				fmt.Println("stack corrupted", got)
				os.Exit(3)
			}
		}()
		if i%100 == 99 {
			wg.Wait()
		}
	}
}

func allocate(mark byte) {
	var kept [16][]byte
	for i := 0; i < 1500; i++ {
		old := kept[i%16]
		for k := 0; k < len(old); k += 512 {
			if old[k] != mark {
				fmt.Println("object corrupted", k, old[k], mark)
				os.Exit(3)
			}
		}
		b := make([]byte, 40000+i%7*8192)
		for k := 0; k < len(b); k += 512 {
			b[k] = mark
		}
		kept[i%16] = b
	}
}

func main() {
	runtime.GOMAXPROCS(4)
	var wg sync.WaitGroup
	wg.Add(2)
	go func() { defer wg.Done(); allocate(1) }()
	go func() { defer wg.Done(); allocate(2) }()
	growStacks(10000)
	wg.Wait()
	fmt.Println("ok")
}

// A map written by goroutines without a lock is detected, and cannot be recovered from.
// exit: 2
package main

import "runtime"

func main() {
	defer func() { recover() }()
	runtime.GOMAXPROCS(4) // on one processor two writes hardly meet
	m := map[int]int{}
	for i := range 4 {
		go func() {
			for n := 0; ; n++ {
				m[n%100] = i
			}
		}()
	}
	select {}
}

// The program ends when main returns, whatever other goroutines do; their output so far is there.
package main

import (
	"fmt"
	"runtime"
	"sync"
)

func main() {
	var first sync.WaitGroup
	for g := range 20 {
		first.Add(1)
		go func() {
			defer fmt.Println("never")
			first.Done()
			m := map[int][]int{}
			for i := 0; ; i++ {
				m[i%100] = make([]int, g)
				if i%10 == 0 {
					runtime.Gosched()
				}
			}
		}()
	}
	first.Wait()
	fmt.Println("end")
}

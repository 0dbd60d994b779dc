// Loops without calls are stopped by signals, for collections and for other goroutines.
package main

import (
	"fmt"
	"runtime"
	"sync/atomic"
	"time"
)

type node struct{ next *node; v int }

func main() {
	runtime.GOMAXPROCS(2)
	var stop atomic.Bool
	var began atomic.Int32
	var total [4]int
	done := make(chan int)
	for k := 0; k < 4; k++ {
		go func() {
			var head *node
			n := 0
			for i := 0; !stop.Load(); i++ {
				// a list rotated without calls
				if head == nil {
					began.Add(1)
					for j := 0; j < 1000; j++ {
						head = &node{head, j}
					}
				}
				s := 0
				var rev *node
				for p := head; p != nil; {
					q := p.next
					p.next = rev
					rev = p
					s += p.v
					p = q
				}
				head = rev
				if s != 499500 {
					panic(s)
				}
				n++
			}
			total[k] = n
			done <- k
		}()
	}
	gcs := 0
	for t := time.Now(); time.Since(t) < 2*time.Second || began.Load() < 4; {
		runtime.GC()
		gcs++
	}
	stop.Store(true)
	for k := 0; k < 4; k++ {
		<-done
	}
	fmt.Println(gcs > 0, total[0] > 0 && total[1] > 0 && total[2] > 0 && total[3] > 0)
	go func() {
		for {
		}
	}()
	runtime.GOMAXPROCS(1)
	time.Sleep(time.Millisecond)
	runtime.GC()
	fmt.Println("ok")
}

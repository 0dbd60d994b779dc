// Goroutines by the thousand: trees of them, storms of Gosched, Goexit, a changing GOMAXPROCS.
package main

import (
	"fmt"
	"os"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

func rounds(n int) int {
	if os.Getenv("TUCO_DEBUG") != "" {
		return n / 10
	}
	return n
}

func spawn(level int, leaves *atomic.Int32, wg *sync.WaitGroup) {
	defer wg.Done()
	if level == 0 {
		leaves.Add(1)
		return
	}
	wg.Add(3)
	for range 3 {
		go spawn(level-1, leaves, wg)
	}
}

func goschedStorm() {
	var n atomic.Int64
	var wg sync.WaitGroup
	for range 100 {
		wg.Go(func() {
			for range rounds(1000) {
				n.Add(1)
				runtime.Gosched()
			}
		})
	}
	wg.Wait()
	fmt.Println("yields", n.Load() == int64(100*rounds(1000)))
}

func goexits() {
	var wg sync.WaitGroup
	var deferred, after atomic.Int32
	for range 200 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			defer func() {
				if recover() != nil {
					panic("Goexit is no panic")
				}
				deferred.Add(1)
			}()
			func() {
				defer deferred.Add(1)
				runtime.Goexit()
			}()
			after.Add(1)
		}()
	}
	wg.Wait()
	fmt.Println("goexit", deferred.Load(), after.Load())
}

func changeProcessors() {
	old := runtime.GOMAXPROCS(0)
	var wg sync.WaitGroup
	var stop atomic.Bool
	var steps atomic.Int64
	for range 10 {
		wg.Go(func() {
			c := make(chan int, 1)
			for !stop.Load() {
				c <- 1
				steps.Add(int64(<-c))
				runtime.Gosched()
			}
		})
	}
	for i := range 30 {
		n := []int{1, 4, 2, 8, 3}[i%5]
		runtime.GOMAXPROCS(n)
		if runtime.GOMAXPROCS(0) != n {
			panic("GOMAXPROCS did not change")
		}
		runtime.Gosched()
	}
	stop.Store(true)
	wg.Wait()
	runtime.GOMAXPROCS(old)
	fmt.Println("processors", steps.Load() > 0, runtime.GOMAXPROCS(0) == old)
}

// Ended goroutines are forgotten.
func ended() {
	for start := time.Now(); runtime.NumGoroutine() > 1 && time.Since(start) < 30*time.Second; {
		time.Sleep(time.Millisecond)
	}
	fmt.Println("goroutines left", runtime.NumGoroutine())
}

func main() {
	var wg sync.WaitGroup
	var leaves atomic.Int32
	wg.Add(1)
	spawn(7, &leaves, &wg)
	wg.Wait()
	fmt.Println("leaves", leaves.Load())
	goschedStorm()
	goexits()
	changeProcessors()
	ended()
}

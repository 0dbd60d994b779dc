// Deep stacks that grow and shrink in all goroutines at once, with pointers into them, while collections and dumps of all
// stacks go on; recovered panics and defers at depth.
package main

import (
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"sync/atomic"
)

func rounds(n int) int {
	if os.Getenv("TUCO_DEBUG") != "" {
		return (n + 19) / 20
	}
	return n
}

// Each frame holds a pointer into its caller's frame.
//
//go:noinline
func deep(n int, up *int) int {
	var own [4]int
	own[1] = n
	if n == 0 {
		*up++
		return 0
	}
	below := deep(n-1, &own[1])
	if own[1] != n+1 {
		panic(fmt.Sprint("frame ", n, " has ", own[1]))
	}
	*up++
	return below + own[1]
}

//go:noinline
func deepDefer(n int, log *[]int) {
	if n == 0 {
		panic("bottom")
	}
	defer func() { *log = append(*log, n) }()
	deepDefer(n-1, log)
}

func recovered(n int) (message any, log []int) {
	defer func() { message = recover() }()
	deepDefer(n, &log)
	return
}

func growing() {
	var wg sync.WaitGroup
	var sum atomic.Int64
	for g := range 16 {
		wg.Go(func() {
			for i := range rounds(100) {
				top, n := 0, 100*(1+(g+i)%10)
				result := deep(n, &top)
				if top != 1 || result != n*(n+1)/2+n {
					panic(fmt.Sprint(n, " ", top, " ", result))
				}
				sum.Add(1)
			}
		})
	}
	wg.Go(func() {
		for range rounds(60) {
			runtime.GC()
			runtime.Gosched()
		}
	})
	wg.Wait()
	fmt.Println("grown", sum.Load() == int64(16*rounds(100)))
}

func panicking() {
	var wg sync.WaitGroup
	for g := range 16 {
		wg.Go(func() {
			for i := range rounds(60) {
				n := 10 + (g*7+i*3)%200
				message, log := recovered(n)
				if message != "bottom" || len(log) != n || log[0] != 1 || log[n-1] != n {
					panic(fmt.Sprint(message, len(log)))
				}
			}
		})
	}
	wg.Wait()
	fmt.Println("recovered")
}

// A goroutine grows its stack while the channel operation of another writes into it.
//
//go:noinline
func receiveDeep(n int, c <-chan int) int {
	if n > 0 {
		return receiveDeep(n-1, c)
	}
	var a, b int
	p := &a
	select {
	case *p = <-c:
	case b = <-c:
	}
	return a + b
}

func receiving() {
	c := make(chan int)
	n := rounds(1000)
	var wg sync.WaitGroup
	var sum atomic.Int64
	for g := range 8 {
		wg.Go(func() {
			for i := range n {
				sum.Add(int64(receiveDeep((g*31+i)%60, c)))
			}
		})
		wg.Go(func() {
			for i := range n {
				c <- i
			}
		})
	}
	stop := make(chan bool)
	var collector sync.WaitGroup
	collector.Go(func() {
		for {
			select {
			case <-stop:
				return
			default:
				runtime.GC()
				runtime.Gosched()
			}
		}
	})
	wg.Wait()
	close(stop)
	collector.Wait()
	fmt.Println("received", sum.Load() == int64(8*n*(n-1)/2))
}

//go:noinline
func recurseUntil(n int, stop *atomic.Bool, ready *sync.WaitGroup) {
	if n > 0 {
		recurseUntil(n-1, stop, ready)
		return
	}
	ready.Done()
	c := make(chan int, 1)
	for !stop.Load() {
		c <- 1
		<-c
		runtime.Gosched()
	}
}

// Dumps of all goroutines name each one and its functions, while they run and wait.
func dumps() {
	var stop atomic.Bool
	var ready, wg sync.WaitGroup
	wait := make(chan bool)
	for range 5 {
		ready.Add(1)
		wg.Go(func() { recurseUntil(5, &stop, &ready) })
	}
	for range 5 {
		ready.Add(1)
		wg.Go(func() { ready.Done(); <-wait })
	}
	ready.Wait()
	buffer := make([]byte, 1<<20)
	for i := range rounds(50) {
		all := string(buffer[:runtime.Stack(buffer, true)])
		if i == 0 {
			fmt.Println(strings.HasPrefix(all, "goroutine 1 [running]:\n"), strings.Count(all, "\n\ngoroutine ") == 10)
		}
		if !strings.Contains(all, "main.dumps(") || strings.Count(all, "created by sync.(*WaitGroup).Go in goroutine 1") != 10 {
			panic(all)
		}
		if own := string(debug.Stack()); strings.Contains(own, "recurseUntil") {
			panic(own)
		}
		runtime.Gosched()
	}
	stop.Store(true)
	close(wait)
	wg.Wait()
	fmt.Println("dumped")
}

func main() {
	growing()
	panicking()
	receiving()
	dumps()
}

// The memory model: what atomics, channels, locks, WaitGroup and Once order is seen in order on other processors.
package main

import (
	"fmt"
	"os"
	"runtime"
	"sync"
	"sync/atomic"
)

func rounds(n int) int {
	if os.Getenv("TUCO_DEBUG") != "" {
		return n / 40
	}
	return n
}

// Store buffering: with sequentially consistent atomics, one of two goroutines sees the other's store.
func storeBuffering() {
	var x, y, first, second, turn atomic.Int32
	var broken int
	done := make(chan bool)
	n := int32(rounds(10000))
	body := func(own, other, result *atomic.Int32) {
		for i := int32(1); i <= n; i++ {
			for turn.Load() != i {
				runtime.Gosched()
			}
			own.Store(1)
			result.Store(other.Load())
			done <- true
		}
	}
	go body(&x, &y, &first)
	go body(&y, &x, &second)
	for i := int32(1); i <= n; i++ {
		x.Store(0)
		y.Store(0)
		turn.Store(i)
		<-done
		<-done
		if first.Load() == 0 && second.Load() == 0 {
			broken++
		}
	}
	fmt.Println("store buffering", broken)
}

type message struct{ a, b, c int }

// Publication: what was written before an atomic store is seen after the load that sees the store.
func publication() {
	var slot atomic.Pointer[message]
	var wg sync.WaitGroup
	n := rounds(50000)
	for range 3 {
		wg.Go(func() {
			last := 0
			for last < n {
				m := slot.Load()
				if m == nil || m.a == last {
					runtime.Gosched()
					continue
				}
				if m.a < last || m.b != 2*m.a || m.c != 3*m.a {
					panic(fmt.Sprint("torn message ", *m, " after ", last))
				}
				last = m.a
			}
		})
	}
	for i := 1; i <= n; i++ {
		slot.Store(&message{i, 2 * i, 3 * i})
		if i%64 == 0 {
			runtime.Gosched()
		}
	}
	wg.Wait()
	fmt.Println("published", slot.Load().a == n)
}

// A send happens before the receive that completes with it, and the k-th receive from a channel of capacity c before the
// k+c-th send completes: a channel is a lock.
func channels() {
	n := rounds(10000)
	data, ready, taken := 0, make(chan bool), make(chan bool)
	go func() {
		for i := range n {
			data = i
			ready <- true
			<-taken
		}
		close(ready)
	}()
	for i := 0; ; i++ {
		if _, ok := <-ready; !ok {
			break
		}
		if data != i {
			panic("stale data")
		}
		taken <- true
	}
	var shared [4]int
	var wg sync.WaitGroup
	limit := make(chan bool, 1)
	for range 8 {
		wg.Go(func() {
			for range n / 8 {
				limit <- true
				for k := range shared {
					shared[k]++
				}
				<-limit
			}
		})
	}
	wg.Wait()
	fmt.Println("channels", shared[0] == n/8*8, shared[0] == shared[3])
}

func waitGroupAndOnce() {
	for round := range rounds(1000) {
		var once sync.Once
		var wg sync.WaitGroup
		value, sum := 0, make([]int, 8)
		for g := range 8 {
			wg.Go(func() {
				once.Do(func() { value = round + 1 })
				sum[g] = value
			})
		}
		wg.Wait()
		for _, v := range sum {
			if v != round+1 {
				panic("Once was not seen")
			}
		}
	}
	fmt.Println("once")
}

// Goroutine start: what came before the go statement is seen in the goroutine, through a chain of them.
func chain() {
	n := rounds(10000)
	values := make([]int, n+1)
	end := make(chan bool)
	var step func(i int)
	step = func(i int) {
		if i == n {
			close(end)
			return
		}
		values[i+1] = values[i] + 1
		go step(i + 1)
	}
	go step(0)
	<-end
	fmt.Println("chain", values[n] == n)
}

func main() {
	storeBuffering()
	publication()
	channels()
	waitGroupAndOnce()
	chain()
}

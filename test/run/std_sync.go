// Packages sync, sync/atomic, context, time: locks, conditions, pools, timers, cancellation.
package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

type key struct{}

func main() {
	var mu sync.Mutex
	var rw sync.RWMutex
	var wg sync.WaitGroup
	var n, m int
	var at atomic.Int64
	for i := range 50 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for range 200 {
				mu.Lock()
				n++
				mu.Unlock()
				at.Add(int64(i))
				if i%10 == 0 {
					rw.Lock()
					m++
					rw.Unlock()
				} else {
					rw.RLock()
					_ = m
					rw.RUnlock()
				}
			}
		}()
	}
	wg.Wait()
	fmt.Println(n, m, at.Load(), mu.TryLock(), mu.TryLock())
	var once sync.Once
	for range 3 {
		wg.Go(func() { once.Do(func() { n = -1 }) })
	}
	wg.Wait()
	value := sync.OnceValue(func() int { fmt.Println("computed"); return 7 })
	fmt.Println(n, value(), value())
	cond := sync.NewCond(&sync.Mutex{})
	queue := []int{}
	results := make(chan int)
	for range 3 {
		go func() {
			cond.L.Lock()
			for len(queue) == 0 {
				cond.Wait()
			}
			v := queue[0]
			queue = queue[1:]
			cond.L.Unlock()
			results <- v
		}()
	}
	for i := range 3 {
		cond.L.Lock()
		queue = append(queue, i)
		cond.L.Unlock()
		cond.Signal()
	}
	fmt.Println(<-results + <-results + <-results)
	var sm sync.Map
	sm.Store("a", 1)
	v, loaded := sm.LoadOrStore("a", 2)
	_, missing := sm.Load("b")
	fmt.Println(v, loaded, missing, sm.CompareAndSwap("a", 1, 5))
	sm.Range(func(k, v any) bool { fmt.Println(k, v); return true })
	pool := sync.Pool{New: func() any { return new([64]byte) }}
	p := pool.Get().(*[64]byte)
	pool.Put(p)
	var ptr atomic.Pointer[string]
	s := "s"
	fmt.Println(ptr.Load() == nil, ptr.CompareAndSwap(nil, &s), *ptr.Load())
	var av atomic.Value
	av.Store([]int{1})
	var u32 uint32 = 5
	fmt.Println(av.Load(), atomic.AddUint32(&u32, ^uint32(0)), atomic.SwapUint32(&u32, 9), atomic.CompareAndSwapUint32(&u32, 9, 10), atomic.OrUint32(&u32, 5), u32)

	ctx, cancel := context.WithCancel(context.WithValue(context.Background(), key{}, "value"))
	child, cancel2 := context.WithTimeout(ctx, time.Hour)
	defer cancel2()
	done := make(chan error)
	go func() { <-child.Done(); done <- child.Err() }()
	cancel()
	fmt.Println(<-done, child.Value(key{}), ctx.Err(), context.Cause(child))
	short, cancel3 := context.WithTimeout(context.Background(), 5*time.Millisecond)
	defer cancel3()
	<-short.Done()
	fmt.Println(short.Err(), errors.Is(short.Err(), context.DeadlineExceeded))
	cause, cancel4 := context.WithCancelCause(context.Background())
	cancel4(errors.New("my cause"))
	fmt.Println(cause.Err(), context.Cause(cause))
	start := time.Now()
	time.Sleep(10 * time.Millisecond)
	fmt.Println(time.Since(start) >= 10*time.Millisecond)
	timer := time.NewTimer(time.Hour)
	fmt.Println(timer.Stop(), timer.Reset(time.Millisecond))
	<-timer.C
	ticker := time.NewTicker(2 * time.Millisecond)
	for range 3 {
		<-ticker.C
	}
	ticker.Stop()
	fired := make(chan bool)
	time.AfterFunc(time.Millisecond, func() { fired <- true })
	fmt.Println(<-fired)
	// On a busy machine several are due at once and run in any order, so each sets off the one that is to follow.
	order := make(chan int, 3)
	time.AfterFunc(time.Millisecond, func() {
		order <- 10
		time.AfterFunc(time.Millisecond, func() {
			order <- 20
			time.AfterFunc(time.Millisecond, func() { order <- 30 })
		})
	})
	fmt.Println(<-order, <-order, <-order)
}

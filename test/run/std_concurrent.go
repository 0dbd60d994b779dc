// Concurrency: ping-pong, pipelines, worker pools, fan-in, semaphores, errgroup-like cancellation, timers in select.
package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

func generate(ctx context.Context, n int) <-chan int {
	out := make(chan int)
	go func() {
		defer close(out)
		for i := range n {
			select {
			case out <- i:
			case <-ctx.Done():
				return
			}
		}
	}()
	return out
}

func square(in <-chan int) <-chan int {
	out := make(chan int, 4)
	go func() {
		defer close(out)
		for v := range in {
			out <- v * v
		}
	}()
	return out
}

func merge[T any](ins ...<-chan T) <-chan T {
	out := make(chan T)
	var wg sync.WaitGroup
	for _, in := range ins {
		wg.Go(func() {
			for v := range in {
				out <- v
			}
		})
	}
	go func() { wg.Wait(); close(out) }()
	return out
}

func firstError(tasks ...func(context.Context) error) error {
	ctx, cancel := context.WithCancelCause(context.Background())
	var wg sync.WaitGroup
	for _, task := range tasks {
		wg.Go(func() {
			if err := task(ctx); err != nil {
				cancel(err)
			}
		})
	}
	wg.Wait()
	return context.Cause(ctx)
}

func philosophers(n, meals int) int {
	forks := make([]sync.Mutex, n)
	eaten := make([]int, n)
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			a, b := min(i, (i+1)%n), max(i, (i+1)%n)
			for range meals {
				forks[a].Lock()
				forks[b].Lock()
				eaten[i]++
				forks[b].Unlock()
				forks[a].Unlock()
			}
		})
	}
	wg.Wait()
	total := 0
	for _, e := range eaten {
		total += e
	}
	return total
}

func main() {
	ping, pong := make(chan int), make(chan int)
	go func() {
		for v := range ping {
			pong <- v + 1
		}
		close(pong)
	}()
	v := 0
	for range 2000 {
		ping <- v
		v = <-pong
	}
	close(ping)
	_, open := <-pong
	fmt.Println(v, open)
	sum := 0
	for x := range square(square(generate(context.Background(), 50))) {
		sum += x
	}
	fmt.Println(sum)
	sum = 0
	for x := range merge(generate(context.Background(), 100), square(generate(context.Background(), 100)), nilClosed()) {
		sum += x
	}
	fmt.Println(sum)
	ctx, cancel := context.WithCancel(context.Background())
	endless := generate(ctx, 1<<40)
	for range 10 {
		<-endless
	}
	cancel()
	for range endless {
	}
	fmt.Println("canceled")
	failure := errors.New("task 3 failed")
	fmt.Println(firstError(
		func(ctx context.Context) error { <-ctx.Done(); return nil },
		func(ctx context.Context) error { return nil },
		func(ctx context.Context) error { time.Sleep(time.Millisecond); return failure },
	) == failure)
	fmt.Println(philosophers(5, 300))
	limit, active, peak := make(chan struct{}, 3), 0, 0
	var mu sync.Mutex
	var wg sync.WaitGroup
	for range 30 {
		wg.Go(func() {
			limit <- struct{}{}
			mu.Lock()
			active++
			peak = max(peak, active)
			mu.Unlock()
			time.Sleep(100 * time.Microsecond)
			mu.Lock()
			active--
			mu.Unlock()
			<-limit
		})
	}
	wg.Wait()
	fmt.Println(peak <= 3, active)
	timeouts := 0
	never := make(chan int)
	for range 5 {
		select {
		case <-never:
		case <-time.After(time.Millisecond):
			timeouts++
		}
	}
	fmt.Println(timeouts)
	barrier := make(chan struct{})
	results := make([]int, 10)
	for i := range results {
		wg.Go(func() { <-barrier; results[i] = i * i })
	}
	close(barrier)
	wg.Wait()
	fmt.Println(results)
}

func nilClosed() <-chan int {
	c := make(chan int)
	close(c)
	return c
}

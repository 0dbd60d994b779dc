// Trees of contexts: cancelled from the root, from the middle and by deadline while goroutines grow and watch them.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

func rounds(n int) int {
	if os.Getenv("TUCO_DEBUG") != "" {
		return (n + 9) / 10
	}
	return n
}

type depth struct{}

func grow(ctx context.Context, level int, wg *sync.WaitGroup, ended *atomic.Int32) {
	ctx = context.WithValue(ctx, depth{}, level)
	if level == 0 {
		<-ctx.Done()
		ended.Add(1)
		return
	}
	for range 4 {
		wg.Go(func() {
			child, cancel := context.WithCancel(ctx)
			defer cancel()
			grow(child, level-1, wg, ended)
		})
	}
	<-ctx.Done()
	if ctx.Value(depth{}) != level {
		panic("value of another level")
	}
	ended.Add(1)
}

func tree() {
	for range rounds(10) {
		root, cancel := context.WithCancelCause(context.Background())
		var wg sync.WaitGroup
		var ended atomic.Int32
		wg.Go(func() { grow(root, 3, &wg, &ended) })
		time.Sleep(time.Millisecond)
		reason := errors.New("enough")
		go cancel(reason)
		go cancel(errors.New("second"))
		wg.Wait()
		if err := context.Cause(root); err != reason && err.Error() != "second" {
			panic(err)
		}
		if ended.Load() != 1+4+16+64 {
			panic(fmt.Sprint("ended ", ended.Load()))
		}
	}
	fmt.Println("tree")
}

// Children are added while their parent is cancelled: all end.
func addWhileCancelled() {
	for range rounds(100) {
		parent, cancel := context.WithCancel(context.Background())
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				child, stop := context.WithTimeout(parent, time.Hour)
				defer stop()
				<-child.Done()
				if child.Err() != context.Canceled {
					panic(child.Err())
				}
			})
		}
		cancel()
		wg.Wait()
	}
	fmt.Println("added while cancelled")
}

func deadlines() {
	var wg sync.WaitGroup
	var exceeded, cancelled atomic.Int32
	for i := range 100 {
		wg.Go(func() {
			ctx, cancel := context.WithTimeout(context.Background(), time.Duration(i%5)*time.Millisecond)
			inner, cancelInner := context.WithDeadline(ctx, time.Now().Add(time.Hour))
			defer cancelInner()
			if i%2 == 0 {
				cancel()
			} else {
				defer cancel()
			}
			<-inner.Done()
			switch {
			case errors.Is(inner.Err(), context.DeadlineExceeded):
				exceeded.Add(1)
			case errors.Is(inner.Err(), context.Canceled):
				cancelled.Add(1)
			}
		})
	}
	wg.Wait()
	fmt.Println("deadlines", exceeded.Load() >= 50, exceeded.Load()+cancelled.Load())
}

func afterFuncs() {
	ctx, cancel := context.WithCancel(context.Background())
	var ran, stopped atomic.Int32
	var wg, ends sync.WaitGroup
	for i := range 50 {
		wg.Go(func() {
			ends.Add(1)
			stop := context.AfterFunc(ctx, func() { ran.Add(1); ends.Done() })
			if i%2 == 0 && stop() {
				stopped.Add(1)
				ends.Done()
			}
		})
	}
	wg.Wait()
	cancel()
	ends.Wait()
	fmt.Println("after", ran.Load(), stopped.Load())
	without := context.WithoutCancel(ctx)
	fmt.Println(without.Err(), without.Done() == nil)
}

// The first error of a group cancels the others.
func group() {
	for round := range rounds(20) {
		ctx, cancel := context.WithCancelCause(context.Background())
		var wg sync.WaitGroup
		var cancelled atomic.Int32
		for i := range 10 {
			wg.Go(func() {
				if i == round%10 {
					cancel(fmt.Errorf("task %d", i))
					return
				}
				select {
				case <-ctx.Done():
					cancelled.Add(1)
				case <-time.After(time.Minute):
				}
			})
		}
		wg.Wait()
		if cancelled.Load() != 9 || context.Cause(ctx).Error() != fmt.Sprintf("task %d", round%10) {
			panic(context.Cause(ctx))
		}
	}
	fmt.Println("group")
}

func main() {
	tree()
	addWhileCancelled()
	deadlines()
	afterFuncs()
	group()
}

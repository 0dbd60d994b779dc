package main

// Bubbles of testing/synctest: virtual time, what blocks durably, timers and tickers, who belongs to a bubble.

import (
	"context"
	"fmt"
	"iter"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

func timesPass(t *testing.T) {
	start := time.Now()
	fmt.Println(start.UTC())
	var wg sync.WaitGroup
	for i := range 100 {
		wg.Go(func() {
			for range 10 {
				time.Sleep(time.Duration(i+1) * time.Second)
			}
		})
	}
	wg.Wait()
	fmt.Println("slept", time.Since(start))
	ticker := time.NewTicker(time.Minute)
	for range 5 {
		<-ticker.C
	}
	ticker.Stop()
	fmt.Println("ticked", time.Since(start))
	time.Sleep(-1)
	ran := false
	time.AfterFunc(0, func() { ran = true })
	synctest.Wait()
	fmt.Println("at once", ran)
	select {
	case <-time.After(0):
		fmt.Println("due")
	default:
		fmt.Println("not due")
	}
}

func contexts(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	time.Sleep(5*time.Second - 1)
	synctest.Wait()
	fmt.Println("before", ctx.Err())
	time.Sleep(1)
	synctest.Wait()
	fmt.Println("after", ctx.Err())
}

func waits(t *testing.T) {
	var mu sync.Mutex
	cond := sync.NewCond(&mu)
	c, done := make(chan int), make(chan bool)
	state := 0
	go func() {
		mu.Lock()
		for state == 0 {
			cond.Wait()
		}
		mu.Unlock()
		<-c
		state = 2
		select {
		case <-c:
		case <-done:
		}
		state = 3
		next, stop := iter.Pull(func(yield func(int) bool) {
			for i := 0; yield(i); i++ {
				time.Sleep(time.Hour)
			}
		})
		next()
		state, _ = next()
		state += 3
		stop()
	}()
	show := func() {
		synctest.Wait()
		fmt.Print(state, " ")
	}
	show()
	mu.Lock()
	state = 1
	mu.Unlock()
	cond.Broadcast()
	show()
	c <- 0
	show()
	close(done)
	show()
	time.Sleep(2 * time.Hour)
	show()
	fmt.Println()
}

// A ticker that nobody has read keeps its first tick. Bubbles do not nest.
func unread(t *testing.T) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	time.Sleep(10 * time.Second)
	fmt.Println("ticks", len(tick.C), (<-tick.C).Sub(time.Now()))
	func() {
		defer func() { fmt.Println("recovered", recover()) }()
		synctest.Test(t, func(t *testing.T) {})
	}()
}

func inParallel(t *testing.T) {
	for i := range 20 {
		t.Run("", func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				start := time.Now()
				c := make(chan int, 1)
				go func() {
					for n := range 50 {
						time.Sleep(time.Duration(i+1) * time.Millisecond)
						c <- n
					}
					close(c)
				}()
				sum := 0
				for n := range c {
					sum += n
				}
				if d := time.Since(start); sum != 1225 || d != time.Duration(i+1)*50*time.Millisecond {
					t.Error(sum, d)
				}
			})
		})
	}
}

// Timers are stopped and set anew from other bubbles while theirs ends.
func stoppedElsewhere(t *testing.T) {
	var shared atomic.Pointer[[20]*time.Timer]
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 1000 {
				synctest.Test(t, func(t *testing.T) {
					var mine [20]*time.Timer
					for i := range mine {
						mine[i] = time.AfterFunc(time.Hour, func() {})
					}
					if others := shared.Swap(&mine); others != nil {
						for i, timer := range others {
							if i%4 == 0 {
								timer.Reset(time.Hour)
							}
							timer.Stop()
						}
					}
				})
			}
		})
	}
	wg.Wait()
}

// A timer that another bubble sets anew still sends, and runs its function, in its own one.
func setElsewhere(t *testing.T) {
	var timer, call *time.Timer
	begin, done := make(chan int), make(chan int)
	go func() {
		synctest.Test(t, func(t *testing.T) {
			<-begin
			timer.Reset(time.Second)
			call.Reset(2 * time.Second)
			close(done)
			time.Sleep(time.Hour)
		})
	}()
	synctest.Test(t, func(t *testing.T) {
		timer = time.NewTimer(time.Hour)
		called := make(chan int)
		call = time.AfterFunc(time.Hour, func() { close(called) })
		begin <- 0
		<-done
		start := time.Now()
		<-timer.C
		<-called
		fmt.Println("set elsewhere", time.Since(start))
	})
}

func main() {
	bubble := func(name string, f func(*testing.T)) testing.InternalTest {
		return testing.InternalTest{Name: name, F: func(t *testing.T) { synctest.Test(t, f) }}
	}
	testing.Main(func(pattern, name string) (bool, error) { return true, nil }, []testing.InternalTest{
		bubble("timesPass", timesPass), bubble("contexts", contexts), bubble("waits", waits), bubble("unread", unread),
		{Name: "inParallel", F: inParallel}, {Name: "stoppedElsewhere", F: stoppedElsewhere},
		{Name: "setElsewhere", F: setElsewhere},
	}, nil, nil)
}

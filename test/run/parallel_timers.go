// Timers and tickers made, reset and stopped by many goroutines at once; none fires early, twice, or after Stop said so.
package main

import (
	"fmt"
	"os"
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

func sleepers() {
	var wg sync.WaitGroup
	var early atomic.Int32
	for i := range 200 {
		wg.Go(func() {
			d := time.Duration(i%20) * time.Millisecond
			start := time.Now()
			time.Sleep(d)
			if time.Since(start) < d {
				early.Add(1)
			}
		})
	}
	wg.Wait()
	fmt.Println("slept early:", early.Load())
}

// AfterFunc runs its function once unless Stop returned true.
func afterFunc() {
	n := rounds(500)
	var ran, stopped atomic.Int64
	var wg sync.WaitGroup
	for g := range 8 {
		wg.Go(func() {
			for i := range n {
				timer := time.AfterFunc(time.Duration((g+i)%4)*50*time.Microsecond, func() { ran.Add(1) })
				if i%3 == 0 {
					time.Sleep(50 * time.Microsecond)
				}
				if i%2 == 0 && timer.Stop() {
					stopped.Add(1)
				}
			}
		})
	}
	wg.Wait()
	for start := time.Now(); ran.Load()+stopped.Load() < int64(8*n) && time.Since(start) < 30*time.Second; {
		time.Sleep(time.Millisecond)
	}
	fmt.Println("ran or stopped", ran.Load()+stopped.Load() == int64(8*n))
}

// A timer's channel is empty after Stop or Reset (since Go 1.23).
func resets() {
	var wg sync.WaitGroup
	var stale, fired atomic.Int64
	for range 8 {
		wg.Go(func() {
			timer := time.NewTimer(time.Microsecond)
			for i := range rounds(300) {
				if i%2 == 0 {
					timer.Stop()
					select {
					case <-timer.C:
						stale.Add(1)
					default:
					}
				}
				start := time.Now()
				timer.Reset(200 * time.Microsecond)
				<-timer.C
				if time.Since(start) < 200*time.Microsecond {
					stale.Add(1)
				}
				fired.Add(1)
			}
		})
	}
	wg.Wait()
	fmt.Println("reset", fired.Load() == int64(8*rounds(300)), "stale", stale.Load())
}

// One timer, reset by several goroutines while another receives.
func shared() {
	timer := time.NewTimer(time.Hour)
	stop := make(chan bool)
	var fired int
	var wg, receiver sync.WaitGroup
	receiver.Go(func() {
		for {
			select {
			case <-timer.C:
				fired++
			case <-stop:
				return
			}
		}
	})
	for range 4 {
		wg.Go(func() {
			for i := range rounds(200) {
				timer.Reset(time.Duration(i%7) * 20 * time.Microsecond)
				if i%5 == 0 {
					timer.Stop()
				}
			}
		})
	}
	wg.Wait()
	// Not stopped: the receiver has it.
	timer.Reset(0)
	for start := time.Now(); time.Since(start) < 30*time.Second; timer.Reset(0) {
		time.Sleep(100 * time.Microsecond)
		if !timer.Stop() {
			break
		}
	}
	close(stop)
	receiver.Wait()
	fmt.Println("shared", fired > 0)
}

func tickers() {
	var wg sync.WaitGroup
	for g := range 10 {
		wg.Go(func() {
			start := time.Now()
			ticker := time.NewTicker(time.Millisecond)
			for i := range 10 {
				<-ticker.C
				if i == 4 {
					ticker.Reset(time.Duration(g+1) * 500 * time.Microsecond)
				}
			}
			ticker.Stop()
			if time.Since(start) < 5*time.Millisecond {
				panic("ticks too early")
			}
			select {
			case <-ticker.C:
				panic("tick after Stop")
			case <-time.After(2 * time.Millisecond):
			}
		})
	}
	wg.Wait()
	fmt.Println("tickers")
}

// Each timer fires once and not before its time, whoever made it. (When the machine is busy several are due at once, and
// their functions run in any order.)
func due() {
	fired := make(chan int, 10)
	var wg sync.WaitGroup
	base := time.Now()
	for _, i := range []int{7, 2, 9, 0, 5, 1, 8, 3, 6, 4} {
		wg.Go(func() {
			at := base.Add(time.Duration(50+20*i) * time.Millisecond)
			time.AfterFunc(time.Until(at), func() {
				if time.Now().Before(at) {
					panic("fired early")
				}
				fired <- i
			})
		})
	}
	wg.Wait()
	var got [10]int
	for range got {
		got[<-fired]++
	}
	fmt.Println(got)
}

func main() {
	sleepers()
	afterFunc()
	resets()
	shared()
	tickers()
	due()
}

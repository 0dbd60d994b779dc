// Select under load: many goroutines send and receive on the same channels at once, fan-in, default cases, cancellation,
// reflect.Select. Every value arrives once.
package main

import (
	"fmt"
	"os"
	"reflect"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

func rounds(n int) int {
	if os.Getenv("TUCO_DEBUG") != "" {
		return n / 20
	}
	return n
}

// Each goroutine both sends and receives on all channels, with selects that name them in different orders.
func storm() {
	n := rounds(8000)
	var c [4]chan int
	for i := range c {
		c[i] = make(chan int, i%2)
	}
	done := make(chan bool)
	var sent, received atomic.Int64
	var wg, senders sync.WaitGroup
	for g := range 8 {
		senders.Go(func() {
			for i := range n {
				v := g*n + i
				select {
				case c[g%4] <- v:
				case c[(g+1)%4] <- v:
				case c[(g+2)%4] <- v:
				case c[(g+3)%4] <- v:
				}
				sent.Add(int64(v))
			}
		})
		wg.Go(func() {
			for {
				select {
				case v := <-c[(g+3)%4]:
					received.Add(int64(v))
				case v := <-c[(g+2)%4]:
					received.Add(int64(v))
				case v := <-c[(g+1)%4]:
					received.Add(int64(v))
				case v := <-c[g%4]:
					received.Add(int64(v))
				case <-done:
					return
				}
			}
		})
	}
	senders.Wait()
	for received.Load() != sent.Load() {
		runtime.Gosched()
	}
	close(done)
	wg.Wait()
	total := int64(8*n) * int64(8*n-1) / 2
	fmt.Println("storm", sent.Load() == total, received.Load() == total)
}

// A goroutine that selects on sending and receiving on one channel never meets itself.
func exchange() {
	c := make(chan int)
	n := rounds(5000)
	var wg sync.WaitGroup
	var in, out atomic.Int64
	stop := make(chan bool)
	for g := range 6 {
		wg.Go(func() {
			for {
				select {
				case c <- g:
					out.Add(1)
				case v := <-c:
					if v == g {
						panic("met itself")
					}
					if in.Add(1) == int64(n) {
						close(stop)
					}
				case <-stop:
					return
				}
			}
		})
	}
	wg.Wait()
	fmt.Println("exchange", in.Load() == out.Load(), in.Load() >= int64(n))
}

func fanIn() {
	const sources = 20
	n := rounds(600)
	out := make(chan int)
	var c [sources]chan int
	for i := range c {
		c[i] = make(chan int)
		go func() {
			for k := range n {
				c[i] <- i*n + k
			}
			close(c[i])
		}()
	}
	for half := range 2 {
		go func() {
			a, b := c[half*2], c[half*2+1]
			for a != nil || b != nil {
				select {
				case v, ok := <-a:
					if !ok {
						a = nil
						continue
					}
					out <- v
				case v, ok := <-b:
					if !ok {
						b = nil
						continue
					}
					out <- v
				}
			}
			out <- -1
		}()
	}
	sum, ended := 0, 0
	for ended < 2 {
		if v := <-out; v < 0 {
			ended++
		} else {
			sum += v
		}
	}
	want := 4 * n * (4*n - 1) / 2
	fmt.Println("fan-in", sum == want)
	cases := make([]reflect.SelectCase, 0, sources-4)
	for _, ch := range c[4:] {
		cases = append(cases, reflect.SelectCase{Dir: reflect.SelectRecv, Chan: reflect.ValueOf(ch)})
	}
	count := 0
	for len(cases) > 0 {
		i, _, ok := reflect.Select(cases)
		if !ok {
			cases = append(cases[:i], cases[i+1:]...)
			continue
		}
		count++
	}
	fmt.Println("reflect.Select", count == (sources-4)*n)
}

// Polling with default cases.
func poll() {
	c := make(chan int, 4)
	var wg sync.WaitGroup
	var put, got, full, empty atomic.Int64
	n := rounds(8000)
	for range 4 {
		wg.Go(func() {
			for range n {
				select {
				case c <- 1:
					put.Add(1)
				default:
					full.Add(1)
					runtime.Gosched()
				}
			}
		})
		wg.Go(func() {
			for range n {
				select {
				case v := <-c:
					got.Add(int64(v))
				default:
					empty.Add(1)
					runtime.Gosched()
				}
			}
		})
	}
	wg.Wait()
	fmt.Println("poll", put.Load() == got.Load()+int64(len(c)), put.Load()+full.Load() == int64(4*n), got.Load()+empty.Load() == int64(4*n))
}

// Timeouts race with values; whichever comes, the value is not lost.
func timeouts() {
	c := make(chan int)
	var wg sync.WaitGroup
	var got, sent, late atomic.Int64
	n := rounds(100)
	for range 4 {
		wg.Go(func() {
			for i := range n {
				select {
				case c <- i:
					sent.Add(1)
				case <-time.After(time.Duration(i%3) * 100 * time.Microsecond):
					late.Add(1)
				}
			}
		})
		wg.Go(func() {
			for i := range n {
				timer := time.NewTimer(time.Duration(i%5) * 100 * time.Microsecond)
				select {
				case <-c:
					got.Add(1)
					timer.Stop()
				case <-timer.C:
				}
			}
		})
	}
	wg.Wait()
	fmt.Println("timeouts", got.Load() == sent.Load(), sent.Load()+late.Load() == int64(4*n))
}

func main() {
	storm()
	exchange()
	fanIn()
	poll()
	timeouts()
}

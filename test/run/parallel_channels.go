// Channels under load: producers and consumers, order kept per producer, close as a broadcast, a ring, a sieve,
// values with pointers handed on, channels of channels, sends on a channel that is closed meanwhile.
package main

import (
	"fmt"
	"os"
	"strings"
	"sync"
	"sync/atomic"
)

func rounds(n int) int {
	if os.Getenv("TUCO_DEBUG") != "" {
		return n / 10
	}
	return n
}

type item struct {
	producer, number int
	text             *string
}

func producersAndConsumers(capacity int) {
	const producers, consumers = 8, 5
	n := rounds(4000)
	c := make(chan item, capacity)
	var sending, receiving sync.WaitGroup
	for p := range producers {
		sending.Go(func() {
			for i := range n {
				text := strings.Repeat("x", i%7)
				c <- item{p, i, &text}
			}
		})
	}
	var sum, items atomic.Int64
	for range consumers {
		receiving.Go(func() {
			last := [producers]int{-1, -1, -1, -1, -1, -1, -1, -1}
			for v := range c {
				if v.number <= last[v.producer] {
					panic("order lost")
				}
				last[v.producer] = v.number
				if len(*v.text) != v.number%7 {
					panic("text lost")
				}
				sum.Add(int64(v.number))
				items.Add(1)
			}
		})
	}
	sending.Wait()
	close(c)
	receiving.Wait()
	fmt.Println("capacity", capacity, sum.Load() == int64(producers*n*(n-1)/2), items.Load() == int64(producers*n), len(c), cap(c))
}

func broadcast() {
	var gate, ready sync.WaitGroup
	start := make(chan struct{})
	var n atomic.Int32
	for range 500 {
		ready.Add(1)
		gate.Go(func() {
			ready.Done()
			_, ok := <-start
			if !ok {
				n.Add(1)
			}
		})
	}
	ready.Wait()
	close(start)
	gate.Wait()
	fmt.Println("broadcast", n.Load())
}

func ring() {
	const size = 50
	first := make(chan int)
	in := first
	for range size - 1 {
		out := make(chan int)
		go func(in <-chan int) {
			for v := range in {
				out <- v + 1
			}
			close(out)
		}(in)
		in = out
	}
	n := rounds(1000)
	go func() {
		for i := range n {
			first <- i
		}
		close(first)
	}()
	sum := 0
	for v := range in {
		sum += v
	}
	fmt.Println("ring", sum == n*(n-1)/2+n*(size-1))
}

func sieve() {
	source := make(chan int)
	stop := make(chan bool)
	go func() {
		for i := 2; ; i++ {
			select {
			case source <- i:
			case <-stop:
				return
			}
		}
	}()
	in := source
	var primes []int
	for range 40 {
		prime := <-in
		primes = append(primes, prime)
		out := make(chan int)
		go func(in <-chan int) {
			for {
				select {
				case v := <-in:
					if v%prime != 0 {
						select {
						case out <- v:
						case <-stop:
							return
						}
					}
				case <-stop:
					return
				}
			}
		}(in)
		in = out
	}
	close(stop)
	fmt.Println(primes)
}

type request struct {
	argument int
	reply    chan int
}

func server() {
	requests := make(chan request)
	for range 4 {
		go func() {
			for r := range requests {
				r.reply <- r.argument * r.argument
			}
		}()
	}
	var wg sync.WaitGroup
	var sum atomic.Int64
	for g := range 10 {
		wg.Go(func() {
			reply := make(chan int)
			for i := range rounds(2000) {
				requests <- request{g + i, reply}
				if v := <-reply; v != (g+i)*(g+i) {
					panic("another's reply")
				}
				sum.Add(1)
			}
		})
	}
	wg.Wait()
	close(requests)
	fmt.Println("replies", sum.Load() == int64(10*rounds(2000)))
}

// Senders of a channel that is closed panic; those that were served do not. Nobody hangs.
func closedMeanwhile() {
	for range rounds(300) {
		c := make(chan int, 2)
		var wg sync.WaitGroup
		var sent, panicked atomic.Int32
		for i := range 10 {
			wg.Go(func() {
				defer func() {
					if e := recover(); e != nil {
						if fmt.Sprint(e) != "send on closed channel" {
							panic(e)
						}
						panicked.Add(1)
					}
				}()
				c <- i
				sent.Add(1)
			})
		}
		<-c
		<-c
		close(c)
		wg.Wait()
		left := 0
		for range c {
			left++
		}
		if sent.Load()+panicked.Load() != 10 || int(sent.Load()) != left+2 {
			panic(fmt.Sprint("sent ", sent.Load(), " panicked ", panicked.Load(), " left ", left))
		}
	}
	fmt.Println("closed meanwhile")
}

func main() {
	for _, capacity := range []int{0, 1, 16, 1000} {
		producersAndConsumers(capacity)
	}
	broadcast()
	ring()
	sieve()
	server()
	closedMeanwhile()
}

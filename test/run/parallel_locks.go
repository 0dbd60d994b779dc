// Locks and atomics under contention: Mutex, TryLock, RWMutex, transfers between accounts, a spin lock, counters.
package main

import (
	"fmt"
	"os"
	"runtime"
	"sync"
	"sync/atomic"
)

// The stress modes make each step many times slower.
func rounds(n int) int {
	if os.Getenv("TUCO_DEBUG") != "" {
		return n / 20
	}
	return n
}

type account struct {
	sync.Mutex
	number, balance int
}

func transfer(from, to *account, amount int) {
	first, second := from, to
	if first.number > second.number {
		first, second = second, first
	}
	first.Lock()
	defer first.Unlock()
	second.Lock()
	defer second.Unlock()
	from.balance -= amount
	to.balance += amount
}

func accounts() {
	const many = 10
	var all [many]account
	for i := range all {
		all[i] = account{number: i, balance: 100}
	}
	var wg sync.WaitGroup
	for g := range 16 {
		wg.Go(func() {
			random := uint32(g + 1)
			for range rounds(10000) {
				random = random*1664525 + 1013904223
				from, to := random>>8%many, random>>16%many
				if from != to {
					transfer(&all[from], &all[to], int(random>>24))
				}
			}
		})
	}
	wg.Wait()
	sum := 0
	for i := range all {
		sum += all[i].balance
	}
	fmt.Println("balance", sum)
}

// A writer keeps two words equal; readers must never see them differ.
func readersAndWriters() {
	var lock sync.RWMutex
	var a, b int
	var torn, reads atomic.Int64
	var wg sync.WaitGroup
	for g := range 12 {
		wg.Go(func() {
			for range rounds(5000) {
				if g%4 == 0 {
					lock.Lock()
					a++
					if a%16 == 0 {
						runtime.Gosched()
					}
					b++
					lock.Unlock()
				} else if lock.TryRLock() {
					if a != b {
						torn.Add(1)
					}
					lock.RUnlock()
					reads.Add(1)
				} else {
					lock.RLock()
					if a != b {
						torn.Add(1)
					}
					lock.RUnlock()
					reads.Add(1)
				}
			}
		})
	}
	wg.Wait()
	fmt.Println("writes", a == 3*rounds(5000), a == b, "reads", reads.Load() == int64(9*rounds(5000)), "torn", torn.Load())
}

type spinLock struct{ held atomic.Bool }

func (l *spinLock) Lock() {
	for !l.held.CompareAndSwap(false, true) {
		runtime.Gosched()
	}
}
func (l *spinLock) Unlock() { l.held.Store(false) }

func count(name string, lock sync.Locker) {
	var wg sync.WaitGroup
	n := 0
	for range 8 {
		wg.Go(func() {
			for range rounds(10000) {
				lock.Lock()
				n++
				lock.Unlock()
			}
		})
	}
	wg.Wait()
	fmt.Println(name, n == 8*rounds(10000))
}

func tryLock() {
	var lock sync.Mutex
	var inside, taken atomic.Int32
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range rounds(10000) {
				if lock.TryLock() {
					if inside.Add(1) != 1 {
						panic("two goroutines hold the lock")
					}
					taken.Add(1)
					inside.Add(-1)
					lock.Unlock()
				}
			}
		})
	}
	wg.Wait()
	fmt.Println("tried", taken.Load() > 0)
}

func counters() {
	var i32 atomic.Int32
	var u64 atomic.Uint64
	var bits atomic.Uint32
	var plain int64
	var cas uint32
	var wg sync.WaitGroup
	for g := range 16 {
		wg.Go(func() {
			for range rounds(5000) {
				i32.Add(1)
				u64.Add(1 << 33)
				atomic.AddInt64(&plain, -1)
				bits.Or(1 << g)
				for {
					old := atomic.LoadUint32(&cas)
					if atomic.CompareAndSwapUint32(&cas, old, old+3) {
						break
					}
				}
			}
			bits.And(^uint32(1 << (g + 16)))
		})
	}
	wg.Wait()
	n := 16 * rounds(5000)
	fmt.Println("atomics", int(i32.Load()) == n, u64.Load() == uint64(n)<<33, int(plain) == -n, bits.Load(), int(cas) == 3*n)
}

// Mutexes hand over to waiters: a goroutine that holds the lock most of the time cannot starve the other.
func starvation() {
	var lock sync.Mutex
	stop := make(chan bool)
	go func() {
		for {
			select {
			case <-stop:
				return
			default:
			}
			lock.Lock()
			for range 100 {
				runtime.Gosched()
			}
			lock.Unlock()
		}
	}()
	for range 5 {
		lock.Lock()
		lock.Unlock()
		runtime.Gosched()
	}
	stop <- true
	fmt.Println("not starved")
}

func main() {
	accounts()
	readersAndWriters()
	count("mutex", new(sync.Mutex))
	count("rwmutex", new(sync.RWMutex))
	count("rlocker", &struct{ sync.Mutex }{})
	count("spin", new(spinLock))
	tryLock()
	counters()
	starvation()
}

// sync.Map, Pool, Cond, Once and WaitGroup used by many goroutines at once, with collections between.
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

func maps() {
	var m sync.Map
	var wg sync.WaitGroup
	var stored, deleted atomic.Int64
	n := rounds(5000)
	for g := range 8 {
		wg.Go(func() {
			for i := range n {
				key := i % 97
				switch (g + i) % 5 {
				case 0:
					if _, loaded := m.LoadOrStore(key, [2]int{key, g}); !loaded {
						stored.Add(1)
					}
				case 1:
					if _, loaded := m.LoadAndDelete(key); loaded {
						deleted.Add(1)
					}
				case 2:
					if v, ok := m.Load(key); ok && v.([2]int)[0] != key {
						panic("another key's value")
					}
				case 3:
					if _, loaded := m.Swap(key, [2]int{key, i}); !loaded {
						stored.Add(1)
					}
				case 4:
					if i%50 == 0 {
						m.Range(func(k, v any) bool {
							if v.([2]int)[0] != k {
								panic("another key's value")
							}
							return true
						})
					}
					if v, ok := m.Load(key); ok && m.CompareAndDelete(key, v) {
						deleted.Add(1)
					}
				}
			}
		})
	}
	wg.Wait()
	left := 0
	m.Range(func(k, v any) bool { left++; return true })
	fmt.Println("map", stored.Load()-deleted.Load() == int64(left))
	m.Clear()
	left = 0
	m.Range(func(k, v any) bool { left++; return true })
	fmt.Println("cleared", left)
}

type buffer struct {
	owner atomic.Int32
	bytes []byte
}

// An object of a pool has one user at a time, also when collections empty the pool.
func pools() {
	var made atomic.Int64
	pool := sync.Pool{New: func() any { made.Add(1); return &buffer{bytes: make([]byte, 64)} }}
	var wg sync.WaitGroup
	n := rounds(5000)
	for g := range 8 {
		wg.Go(func() {
			for i := range n {
				b := pool.Get().(*buffer)
				if !b.owner.CompareAndSwap(0, int32(g+1)) {
					panic("buffer in use")
				}
				for k := range b.bytes {
					b.bytes[k] = byte(g)
				}
				if i%32 == 0 {
					runtime.Gosched()
				}
				if i%200 == 0 && g == 0 {
					runtime.GC()
				}
				for _, v := range b.bytes {
					if v != byte(g) {
						panic("another's bytes")
					}
				}
				b.owner.Store(0)
				pool.Put(b)
			}
		})
	}
	wg.Wait()
	fmt.Println("pool", made.Load() > 0)
}

type queue struct {
	lock              sync.Mutex
	notEmpty, notFull *sync.Cond
	items             []int
}

func conditions() {
	q := &queue{}
	q.notEmpty, q.notFull = sync.NewCond(&q.lock), sync.NewCond(&q.lock)
	n := rounds(5000)
	var wg sync.WaitGroup
	var sum atomic.Int64
	for range 4 {
		wg.Go(func() {
			for i := range n {
				q.lock.Lock()
				for len(q.items) == 3 {
					q.notFull.Wait()
				}
				q.items = append(q.items, i)
				q.lock.Unlock()
				q.notEmpty.Signal()
			}
		})
		wg.Go(func() {
			for range n {
				q.lock.Lock()
				for len(q.items) == 0 {
					q.notEmpty.Wait()
				}
				sum.Add(int64(q.items[0]))
				q.items = append(q.items[:0], q.items[1:]...)
				q.lock.Unlock()
				q.notFull.Signal()
			}
		})
	}
	wg.Wait()
	fmt.Println("cond", sum.Load() == int64(4*n*(n-1)/2))
	// Broadcast: a barrier that all pass together, several times.
	var lock sync.Mutex
	cond := sync.NewCond(&lock)
	arrived, generation := 0, 0
	const parties = 10
	var passed atomic.Int32
	for range parties {
		wg.Go(func() {
			for range rounds(500) {
				lock.Lock()
				mine := generation
				if arrived++; arrived == parties {
					arrived = 0
					generation++
					cond.Broadcast()
				}
				for generation == mine {
					cond.Wait()
				}
				lock.Unlock()
				passed.Add(1)
			}
		})
	}
	wg.Wait()
	fmt.Println("barrier", int(passed.Load()) == parties*rounds(500), generation == rounds(500))
}

func once() {
	var wg sync.WaitGroup
	calls := make([]atomic.Int32, rounds(1000))
	functions := make([]func() int, len(calls))
	for i := range functions {
		functions[i] = sync.OnceValue(func() int { calls[i].Add(1); runtime.Gosched(); return i })
	}
	for range 8 {
		wg.Go(func() {
			for i, f := range functions {
				if f() != i {
					panic("wrong value")
				}
			}
		})
	}
	wg.Wait()
	for i := range calls {
		if calls[i].Load() != 1 {
			panic("called more than once")
		}
	}
	failing := sync.OnceFunc(func() { panic("first") })
	var panics atomic.Int32
	for range 8 {
		wg.Go(func() {
			defer func() {
				if recover() == "first" {
					panics.Add(1)
				}
			}()
			failing()
		})
	}
	wg.Wait()
	fmt.Println("once", panics.Load())
}

// Several goroutines wait for one group, and the group is used again.
func groups() {
	var wg sync.WaitGroup
	for range rounds(500) {
		var n, waiters atomic.Int32
		for range 8 {
			wg.Add(1)
			go func() { defer wg.Done(); n.Add(1) }()
		}
		var waiting sync.WaitGroup
		for range 4 {
			waiting.Go(func() {
				wg.Wait()
				if n.Load() == 8 {
					waiters.Add(1)
				}
			})
		}
		waiting.Wait()
		if waiters.Load() != 4 {
			panic("woken early")
		}
	}
	fmt.Println("groups")
}

func main() {
	maps()
	pools()
	conditions()
	once()
	groups()
}

// The pause of a collection with 500 MB live: while collections run one after the other, another goroutine computes and
// allocates; the longest time in which it did not get on is the pause it saw.
package main

import (
	"fmt"
	"runtime"
	"slices"
	"sync/atomic"
	"time"
)

type node struct {
	left, right *node
	values      [4]int
}

func build(depth int) *node {
	if depth == 0 {
		return nil
	}
	return &node{left: build(depth - 1), right: build(depth - 1)}
}

var sink *node

// longestGap works until done says so and returns the longest time between two looks at the clock.
func longestGap(done *atomic.Bool) time.Duration {
	var longest time.Duration
	last := time.Now()
	for !done.Load() {
		sink = &node{}
		now := time.Now()
		longest = max(longest, now.Sub(last))
		last = now
	}
	return longest
}

func main() {
	const trees, depth, collections = 40, 18, 9 // 2^18 nodes of 48 bytes a tree: 12.6 MB
	live := make([]*node, trees)
	for i := range live {
		live[i] = build(depth)
	}
	var gaps, times, stops []time.Duration
	var statistics runtime.MemStats
	runtime.GC()
	for range collections {
		var done atomic.Bool
		go func() {
			runtime.Gosched()
			start := time.Now()
			runtime.GC()
			times = append(times, time.Since(start))
			done.Store(true)
		}()
		gaps = append(gaps, longestGap(&done))
		runtime.ReadMemStats(&statistics)
		stops = append(stops, time.Duration(statistics.PauseNs[(statistics.NumGC+255)%256]))
	}
	slices.Sort(gaps)
	slices.Sort(times)
	slices.Sort(stops)
	milliseconds := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
	fmt.Println("live heap, MB:", statistics.HeapAlloc/1_000_000)
	fmt.Println("a collection, ms:", milliseconds(times[collections/2]))
	fmt.Println("the world stopped in it, ms:", milliseconds(stops[collections/2]))
	fmt.Println("the longest gap of a goroutine in it, ms:", milliseconds(gaps[collections/2]))
	runtime.KeepAlive(live)
}

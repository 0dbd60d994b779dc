// Histograms of runtime/metrics have gc's boundaries, and count: sizes of objects, pauses, waits for a turn. MemStats and debug.ReadGCStats keep
// the last 256 pauses.
package main

import (
	"fmt"
	"hash/fnv"
	"math"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"sync"
)

func read(name string) metrics.Value {
	s := []metrics.Sample{{Name: name}}
	metrics.Read(s)
	return s[0].Value
}

func total(h *metrics.Float64Histogram) (n uint64) {
	for _, c := range h.Counts {
		n += c
	}
	return n
}

// countOf gives the count of the bucket that x is in.
func countOf(h *metrics.Float64Histogram, x float64) uint64 {
	for i := range h.Counts {
		if h.Buckets[i] <= x && x < h.Buckets[i+1] {
			return h.Counts[i]
		}
	}
	return math.MaxUint64
}

var keep [][]byte

//go:noinline
func allocate(n, size int) {
	for range n {
		keep = append(keep, make([]byte, size))
	}
}

func main() {
	for _, d := range metrics.All() {
		if d.Kind != metrics.KindFloat64Histogram {
			continue
		}
		h := read(d.Name).Float64Histogram()
		sum := fnv.New64a()
		for _, b := range h.Buckets {
			fmt.Fprintf(sum, "%v ", b)
		}
		fmt.Println(d.Name, len(h.Buckets), len(h.Counts), h.Buckets[:6], h.Buckets[len(h.Buckets)-3:], sum.Sum64())
	}

	const allocs, frees = "/gc/heap/allocs-by-size:bytes", "/gc/heap/frees-by-size:bytes"
	var before, after [2]runtime.MemStats
	for _, size := range []int{8, 100, 112, 5000, 32768, 40000, 1 << 20} {
		keep = make([][]byte, 0, 100)
		runtime.GC()
		a0, f0 := countOf(read(allocs).Float64Histogram(), float64(size)), countOf(read(frees).Float64Histogram(), float64(size))
		runtime.ReadMemStats(&before[0])
		allocate(100, size)
		a1 := countOf(read(allocs).Float64Histogram(), float64(size))
		keep = nil
		runtime.GC()
		runtime.ReadMemStats(&after[0])
		f1 := countOf(read(frees).Float64Histogram(), float64(size))
		fmt.Println(size, a1-a0 >= 100, a1-a0 < 150, f1-f0 >= 90)
		if size == 5000 {
			i := 0
			for int(after[0].BySize[i].Size) < size {
				i++
			}
			fmt.Println(after[0].BySize[i].Size, after[0].BySize[i].Mallocs-before[0].BySize[i].Mallocs >= 100, after[0].BySize[i].Frees > 90)
		}
	}

	pauses := total(read("/sched/pauses/total/gc:seconds").Float64Histogram())
	cycles := read("/gc/cycles/total:gc-cycles").Uint64()
	for range 300 {
		runtime.GC()
	}
	// The pauses last: a collection may come between the two.
	did := read("/gc/cycles/total:gc-cycles").Uint64() - cycles
	more := total(read("/sched/pauses/total/gc:seconds").Float64Histogram()) - pauses
	fmt.Println(did >= 300, more >= did)
	var m runtime.MemStats
	var stats debug.GCStats
	runtime.ReadMemStats(&m)
	debug.ReadGCStats(&stats)
	zero := 0
	for i := range m.PauseNs {
		if m.PauseNs[i] == 0 || m.PauseEnd[i] == 0 {
			zero++
		}
	}
	last := (m.NumGC + 255) % 256
	fmt.Println(zero, m.NumGC >= 300, m.NumForcedGC >= 300, m.PauseEnd[last] >= m.PauseEnd[(last+255)%256], m.PauseEnd[last] >= m.LastGC)
	fmt.Println(len(stats.Pause), len(stats.PauseEnd), stats.NumGC >= 300, uint64(stats.Pause[0]) == m.PauseNs[last], stats.PauseEnd[0].After(stats.PauseEnd[255]))

	var wait sync.WaitGroup
	var l sync.Mutex
	l.Lock()
	wait.Go(func() { l.Lock(); l.Unlock() })
	for range 100 {
		runtime.Gosched()
	}
	l.Unlock()
	wait.Wait()
	waited := total(read("/sched/latencies:seconds").Float64Histogram())
	for range 4 {
		wait.Go(func() {
			for range 200 {
				runtime.Gosched()
			}
		})
	}
	wait.Wait()
	measured := total(read("/sched/latencies:seconds").Float64Histogram()) - waited // one turn in eight
	fmt.Println(measured >= 100 && measured <= 200)
	fmt.Println(read("/sync/mutex/wait/total:seconds").Float64() >= 0, read("/sched/threads/total:threads").Uint64() > 0)
	done := make(chan bool)
	func() { runtime.AddCleanup(new([4]int), func(int) { done <- true }, 1) }()
	func() { runtime.SetFinalizer(new([4]int), func(*[4]int) { done <- true }) }()
	runtime.GC()
	<-done
	<-done
	fmt.Println(read("/gc/cleanups/queued:cleanups").Uint64() > 0, read("/gc/finalizers/queued:finalizers").Uint64() > 0)
}

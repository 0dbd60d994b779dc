// Statistics count small objects that share a block one by one, and the bytes of blocks; so does the heap's profile.
// exempt: gcstress a collection ends the block at hand
package main

import (
	"fmt"
	"runtime"
	"runtime/metrics"
	"testing"
)

var sink *int32

func statistics() {
	fmt.Println("allocations:", testing.AllocsPerRun(1000, func() {
		for range 4 {
			sink = new(int32)
		}
	}))
	tiny := []metrics.Sample{{Name: "/gc/heap/tiny/allocs:objects"}}
	var before, after runtime.MemStats
	runtime.GC()
	metrics.Read(tiny)
	first := tiny[0].Value.Uint64()
	runtime.ReadMemStats(&before)
	for range 40000 {
		sink = new(int32)
	}
	runtime.ReadMemStats(&after)
	metrics.Read(tiny)
	count := tiny[0].Value.Uint64() - first
	mallocs, bytes := after.Mallocs-before.Mallocs, after.TotalAlloc-before.TotalAlloc
	blocks := after.BySize[2].Mallocs - before.BySize[2].Mallocs
	fmt.Println("objects:", mallocs >= 40000 && mallocs < 40500, "bytes:", bytes >= 160000 && bytes < 180000,
		"in blocks:", count >= 29500 && count < 30500, "blocks:", blocks >= 10000 && blocks < 10500)
	fmt.Println("consistent:", after.Mallocs-after.Frees == after.HeapObjects)
}

func profile() {
	runtime.MemProfileRate = 1
	hold := make([]*int32, 10000)
	for i := range hold {
		hold[i] = new(int32)
	}
	runtime.GC()
	runtime.GC()
	records := make([]runtime.MemProfileRecord, 1000)
	n, _ := runtime.MemProfile(records, true)
	var bytes, objects int64
	for _, r := range records[:n] {
		if r.AllocObjects > 0 && r.AllocBytes/r.AllocObjects == 16 {
			bytes += r.InUseBytes()
			objects += r.InUseObjects()
		}
	}
	fmt.Println("profile:", bytes >= 40000-32 && bytes < 60000, objects*16 == bytes)
	runtime.KeepAlive(hold)
}

func main() {
	statistics()
	profile()
}

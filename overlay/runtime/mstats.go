package runtime

import (
	"unsafe"
)

// Memory statistics and the controls of runtime/debug.

// heapStatistics is the C side's HeapStatistics.
type heapStatistics struct {
	live, totalAlloc, mallocs, frees, reserved, inUse, idle, stackBytes, systemBytes, nextGC, lastGC uint64
	pauseTotal, gcCount, forced, objects, marked, released, threads, tinyAllocs                      uint64
	mallocsByClass, inUseByClass                                                                     [68]uint64
}

// MemStats is what ReadMemStats tells of the heap and of the collector.
type MemStats struct {
	// Alloc is how many bytes the heap's objects have that were not freed.
	Alloc uint64
	// TotalAlloc counts those that were freed too.
	TotalAlloc uint64
	// Sys is the memory that the program has of the system.
	Sys uint64
	// Lookups is always 0.
	Lookups uint64
	// Mallocs and Frees count objects from the start.
	Mallocs uint64
	Frees   uint64
	// HeapAlloc is Alloc; HeapSys, HeapIdle, HeapInuse and HeapReleased are bytes of heap spans.
	HeapAlloc    uint64
	HeapSys      uint64
	HeapIdle     uint64
	HeapInuse    uint64
	HeapReleased uint64
	// HeapObjects is how many objects Alloc is of.
	HeapObjects uint64
	// Off-heap memory.
	StackInuse  uint64
	StackSys    uint64
	MSpanInuse  uint64
	MSpanSys    uint64
	MCacheInuse uint64
	MCacheSys   uint64
	BuckHashSys uint64
	GCSys       uint64
	OtherSys    uint64
	// NextGC is the target heap size of the next collection; LastGC the time of the last in ns since 1970.
	NextGC uint64
	LastGC uint64
	// PauseTotalNs is the time in stop-the-world pauses; PauseNs and PauseEnd are circular buffers.
	PauseTotalNs  uint64
	PauseNs       [256]uint64
	PauseEnd      [256]uint64
	NumGC         uint32
	NumForcedGC   uint32
	GCCPUFraction float64
	// EnableGC is always true, DebugGC unused.
	EnableGC bool
	DebugGC  bool
	// BySize reports by size class.
	BySize [61]struct {
		Size    uint32
		Mallocs uint64
		Frees   uint64
	}
}

// ReadMemStats stops the world to fill m.
func ReadMemStats(m *MemStats) {
	s := new(heapStatistics)
	stopTheWorld()
	heapStatisticsC(s)
	*m = MemStats{PauseNs: gcPauses.ns, PauseEnd: gcPauses.end}
	startTheWorld()
	m.Alloc, m.HeapAlloc = s.live, s.live
	m.TotalAlloc = s.totalAlloc
	m.Sys = s.reserved + s.systemBytes
	m.Mallocs, m.Frees = s.mallocs+s.tinyAllocs, s.frees+s.tinyAllocs // tiny objects are freed with their block
	m.HeapSys = s.inUse + s.idle
	m.HeapIdle, m.HeapInuse = s.idle, s.inUse
	m.HeapReleased = s.released
	m.HeapObjects = s.objects
	m.StackInuse, m.StackSys = s.stackBytes, s.stackBytes
	m.OtherSys = s.systemBytes
	m.NextGC, m.LastGC = s.nextGC, s.lastGC
	m.PauseTotalNs = s.pauseTotal
	m.NumGC, m.NumForcedGC = uint32(s.gcCount), uint32(s.forced)
	m.EnableGC = true
	for i := range m.BySize {
		if i > 0 { // 0 are large objects
			m.BySize[i].Size = uint32(sizeClassBytes(i))
			m.BySize[i].Mallocs = s.mallocsByClass[i]
			m.BySize[i].Frees = s.mallocsByClass[i] - s.inUseByClass[i]
		}
	}
}

// GC collects, and returns when that is done.
func GC() {
	collect(true)
	Gosched() // finalizers and cleanups that became due get their turn
}

//go:linkname runtime_debug_freeOSMemory runtime/debug.freeOSMemory
func runtime_debug_freeOSMemory() {
	collect(true)
	scavengeC()
}

//go:linkname setGCPercent runtime/debug.setGCPercent
func setGCPercent(percent int32) int32 {
	stopTheWorld()
	old := setGCPercentC(int(percent))
	startTheWorld()
	return int32(old)
}

//go:linkname setMemoryLimit runtime/debug.setMemoryLimit
func setMemoryLimit(limit int64) int64 {
	stopTheWorld()
	old := setMemoryLimitC(limit)
	startTheWorld()
	return old
}

//go:linkname setMaxStack runtime/debug.setMaxStack
func setMaxStack(n int) int { return setMaxStackC(n) }

//go:linkname setMaxThreads runtime/debug.setMaxThreads
func setMaxThreads(n int) int {
	return setMaxThreadsC(n)
}

//go:linkname setPanicOnFault runtime/debug.setPanicOnFault
func setPanicOnFault(new bool) bool {
	gp := getg()
	old := gp.panicOnFault
	gp.panicOnFault = new
	return old
}

//go:linkname setTraceback runtime/debug.SetTraceback
func setTraceback(level string) {
	switch level {
	case "none":
		setTracebackC(0, false)
	case "single", "":
		setTracebackC(1, false)
	case "all":
		setTracebackC(2, false)
	case "system":
		setTracebackC(3, false)
	case "crash":
		setTracebackC(3, true)
	default:
		if n, ok := atoi(level); ok {
			setTracebackC(n, false)
		} else {
			setTracebackC(2, false)
		}
	}
}

//go:linkname readGCStats runtime/debug.readGCStats
func readGCStats(pauses *[]uint64) {
	s := new(heapStatistics)
	stopTheWorld()
	heapStatisticsC(s)
	last := gcPauses
	startTheWorld()
	n := min(s.gcCount, uint64(len(last.ns)))
	p := (*pauses)[:2*n+3]
	for i := range n { // the last one first
		j := (s.gcCount - 1 - i) % uint64(len(last.ns))
		p[i], p[n+i] = last.ns[j], last.end[j]
	}
	p[2*n], p[2*n+1], p[2*n+2] = s.lastGC, s.gcCount, s.pauseTotal
	*pauses = p
}

//go:linkname runtime_debug_WriteHeapDump runtime/debug.WriteHeapDump
func runtime_debug_WriteHeapDump(fd uintptr) { throw("runtime/debug.WriteHeapDump: not supported yet") }

//tuco:leaf rt_set_crash_fd
func setCrashFD(fd uintptr) uintptr

//go:linkname boring_registerCache crypto/internal/boring/bcache.registerCache
func boring_registerCache(p unsafe.Pointer) {}

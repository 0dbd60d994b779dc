package runtime

import (
	"internal/godebugs"
	"internal/runtime/atomic"
	"unsafe"
)

// runtime/metrics: what its descriptions name, as a table. Rows without a function are not recorded (yet) and stay at zero:
// work that this runtime does not do (assists, scavenging in the background) or does not count.

const (
	metricBad = iota
	metricUint64
	metricFloat64
	metricHistogram
)

// metricSample is metrics.Sample.
type metricSample struct {
	name  string
	kind  int
	value uint64
	ptr   unsafe.Pointer
}

// metricFloatHistogram is metrics.Float64Histogram.
type metricFloatHistogram struct {
	counts  []uint64
	buckets []float64
}

// metricInputs is one look at the runtime's counters.
type metricInputs struct {
	heapStatistics
	finalizers, cleanups uint64        // ever queued
	stops                [2]worldStops // of collections, others
	goroutines           [6]uint64     // by state of the C side: 1 runnable, 2 running, 3 in a system call, 4 waiting
	lastID               uint64
	total, gc            float64 // processor seconds: all there were, and those of collections
}

type metricRow struct {
	name string
	kind int
	read func(*metricInputs) uint64
}

func (in *metricInputs) user() float64 {
	var usage [18]int64
	syscallC(98, 0, uintptr(unsafe.Pointer(&usage)), 0, 0, 0) // getrusage
	used := float64(usage[0]+usage[2]) + float64(usage[1]+usage[3])/1e6 - in.gc
	return max(0, min(used, in.total-in.gc))
}

func floatBits(f float64) uint64 { return *(*uint64)(unsafe.Pointer(&f)) }

var metricTable = []metricRow{
	{"/cgo/go-to-c-calls:calls", metricUint64, nil},
	{"/cpu/classes/gc/mark/assist:cpu-seconds", metricFloat64, nil},
	{"/cpu/classes/gc/mark/dedicated:cpu-seconds", metricFloat64, nil},
	{"/cpu/classes/gc/mark/idle:cpu-seconds", metricFloat64, nil},
	{"/cpu/classes/gc/pause:cpu-seconds", metricFloat64, func(in *metricInputs) uint64 { return floatBits(in.gc) }},
	{"/cpu/classes/gc/total:cpu-seconds", metricFloat64, func(in *metricInputs) uint64 { return floatBits(in.gc) }},
	{"/cpu/classes/idle:cpu-seconds", metricFloat64, func(in *metricInputs) uint64 { return floatBits(in.total - in.gc - in.user()) }},
	{"/cpu/classes/scavenge/assist:cpu-seconds", metricFloat64, nil},
	{"/cpu/classes/scavenge/background:cpu-seconds", metricFloat64, nil},
	{"/cpu/classes/scavenge/total:cpu-seconds", metricFloat64, nil},
	{"/cpu/classes/total:cpu-seconds", metricFloat64, func(in *metricInputs) uint64 { return floatBits(in.total) }},
	{"/cpu/classes/user:cpu-seconds", metricFloat64, func(in *metricInputs) uint64 { return floatBits(in.user()) }},
	{"/gc/cleanups/executed:cleanups", metricUint64, func(*metricInputs) uint64 { return atomic.Load64(&cleanupsRun) }},
	{"/gc/cleanups/queued:cleanups", metricUint64, func(in *metricInputs) uint64 { return in.cleanups }},
	{"/gc/cycles/automatic:gc-cycles", metricUint64, func(in *metricInputs) uint64 { return in.gcCount - in.forced }},
	{"/gc/cycles/forced:gc-cycles", metricUint64, func(in *metricInputs) uint64 { return in.forced }},
	{"/gc/cycles/total:gc-cycles", metricUint64, func(in *metricInputs) uint64 { return in.gcCount }},
	{"/gc/finalizers/executed:finalizers", metricUint64, func(*metricInputs) uint64 { return atomic.Load64(&finalizersRun) }},
	{"/gc/finalizers/queued:finalizers", metricUint64, func(in *metricInputs) uint64 { return in.finalizers }},
	{"/gc/gogc:percent", metricUint64, func(*metricInputs) uint64 { return uint64(gcPercent()) }},
	{"/gc/gomemlimit:bytes", metricUint64, func(*metricInputs) uint64 { return uint64(setMemoryLimit(-1)) }},
	{"/gc/heap/allocs-by-size:bytes", metricHistogram, nil},
	{"/gc/heap/allocs:bytes", metricUint64, func(in *metricInputs) uint64 { return in.totalAlloc }},
	{"/gc/heap/allocs:objects", metricUint64, func(in *metricInputs) uint64 { return in.mallocs }},
	{"/gc/heap/frees-by-size:bytes", metricHistogram, nil},
	{"/gc/heap/frees:bytes", metricUint64, func(in *metricInputs) uint64 { return in.totalAlloc - in.live }},
	{"/gc/heap/frees:objects", metricUint64, func(in *metricInputs) uint64 { return in.frees }},
	{"/gc/heap/goal:bytes", metricUint64, func(in *metricInputs) uint64 { return in.nextGC }},
	{"/gc/heap/live:bytes", metricUint64, func(in *metricInputs) uint64 { return in.marked }},
	{"/gc/heap/objects:objects", metricUint64, func(in *metricInputs) uint64 { return in.objects }},
	{"/gc/heap/tiny/allocs:objects", metricUint64, func(in *metricInputs) uint64 { return in.tinyAllocs }},
	{"/gc/limiter/last-enabled:gc-cycle", metricUint64, nil},
	{"/gc/pauses:seconds", metricHistogram, nil},
	{"/gc/scan/globals:bytes", metricUint64, nil},
	{"/gc/scan/heap:bytes", metricUint64, nil},
	{"/gc/scan/stack:bytes", metricUint64, nil},
	{"/gc/scan/total:bytes", metricUint64, nil},
	{"/gc/stack/starting-size:bytes", metricUint64, func(*metricInputs) uint64 { return 2048 }},
	{"/memory/classes/heap/free:bytes", metricUint64, func(in *metricInputs) uint64 { return in.idle - in.released }},
	{"/memory/classes/heap/objects:bytes", metricUint64, func(in *metricInputs) uint64 { return in.live }},
	{"/memory/classes/heap/released:bytes", metricUint64, func(in *metricInputs) uint64 { return in.released }},
	{"/memory/classes/heap/stacks:bytes", metricUint64, func(in *metricInputs) uint64 { return in.stackBytes }},
	{"/memory/classes/heap/unused:bytes", metricUint64, func(in *metricInputs) uint64 { return in.inUse - in.live }},
	{"/memory/classes/metadata/mcache/free:bytes", metricUint64, nil},
	{"/memory/classes/metadata/mcache/inuse:bytes", metricUint64, nil},
	{"/memory/classes/metadata/mspan/free:bytes", metricUint64, nil},
	{"/memory/classes/metadata/mspan/inuse:bytes", metricUint64, nil},
	{"/memory/classes/metadata/other:bytes", metricUint64, nil},
	{"/memory/classes/os-stacks:bytes", metricUint64, nil},
	{"/memory/classes/other:bytes", metricUint64, func(in *metricInputs) uint64 { return in.systemBytes }},
	{"/memory/classes/profiling/buckets:bytes", metricUint64, nil},
	{"/memory/classes/total:bytes", metricUint64, func(in *metricInputs) uint64 {
		return in.idle + in.inUse + in.stackBytes + in.systemBytes
	}},
	{"/sched/gomaxprocs:threads", metricUint64, func(*metricInputs) uint64 { return uint64(GOMAXPROCS(0)) }},
	{"/sched/goroutines-created:goroutines", metricUint64, func(in *metricInputs) uint64 { return in.lastID }},
	{"/sched/goroutines/not-in-go:goroutines", metricUint64, func(in *metricInputs) uint64 { return in.goroutines[3] }},
	{"/sched/goroutines/runnable:goroutines", metricUint64, func(in *metricInputs) uint64 { return in.goroutines[1] }},
	{"/sched/goroutines/running:goroutines", metricUint64, func(in *metricInputs) uint64 { return in.goroutines[2] }},
	{"/sched/goroutines/waiting:goroutines", metricUint64, func(in *metricInputs) uint64 { return in.goroutines[4] }},
	{"/sched/goroutines:goroutines", metricUint64, func(*metricInputs) uint64 { return uint64(NumGoroutine()) }},
	{"/sched/latencies:seconds", metricHistogram, nil},
	{"/sched/pauses/stopping/gc:seconds", metricHistogram, nil},
	{"/sched/pauses/stopping/other:seconds", metricHistogram, nil},
	{"/sched/pauses/total/gc:seconds", metricHistogram, nil},
	{"/sched/pauses/total/other:seconds", metricHistogram, nil},
	{"/sched/threads/total:threads", metricUint64, func(in *metricInputs) uint64 { return in.threads }},
	{"/sync/mutex/wait/total:seconds", metricFloat64, func(*metricInputs) uint64 {
		return floatBits(float64(atomic.Loadint64(&lockWait)) / 1e9)
	}},
}

const godebugMetricPrefix = "/godebug/non-default-behavior/"

func (in *metricInputs) take() {
	stopTheWorld()
	heapStatisticsC(&in.heapStatistics)
	in.finalizers, in.cleanups = specialsQueued()
	in.stops = [2]worldStops{gcStops, otherStops}
	in.lastID = uint64(goroutineCounts(&in.goroutines[0]))
	startTheWorld()
	procs := float64(GOMAXPROCS(0))
	in.total = float64(nanotimeC()-runtimeInitTime) / 1e9 * procs
	in.gc = float64(in.pauseTotal) / 1e9 * procs
}

// histogram fills the histogram of that name; counts are zero if nothing is recorded. The one given is used again.
func (in *metricInputs) histogram(name string, p unsafe.Pointer) unsafe.Pointer {
	h := (*metricFloatHistogram)(p)
	if h == nil {
		h = new(metricFloatHistogram)
	}
	if len(h.buckets) == 0 {
		if hasSuffix(name, ":bytes") {
			h.buckets = sizeBoundaries()
		} else {
			h.buckets = timeBoundaries()
		}
		h.counts = make([]uint64, len(h.buckets)-1)
	}
	clear(h.counts)
	switch name {
	case "/gc/heap/allocs-by-size:bytes":
		h.setSizes(&in.mallocsByClass, nil)
	case "/gc/heap/frees-by-size:bytes":
		h.setSizes(&in.mallocsByClass, &in.inUseByClass)
	case "/gc/pauses:seconds", "/sched/pauses/total/gc:seconds":
		h.setTimes(&in.stops[0].total)
	case "/sched/pauses/total/other:seconds":
		h.setTimes(&in.stops[1].total)
	case "/sched/pauses/stopping/gc:seconds":
		h.setTimes(&in.stops[0].stopping)
	case "/sched/pauses/stopping/other:seconds":
		h.setTimes(&in.stops[1].stopping)
	case "/sched/latencies:seconds":
		latenciesC(&h.counts[0])
	}
	return unsafe.Pointer(h)
}

// setSizes takes the counts of size classes, less others; class 0, large objects, is last.
func (h *metricFloatHistogram) setSizes(counts, less *[68]uint64) {
	for class, n := range counts {
		if less != nil {
			n -= less[class]
		}
		h.counts[(class+len(counts)-1)%len(counts)] = n
	}
}

func (h *metricFloatHistogram) setTimes(t *timeHistogram) { copy(h.counts, t[:]) }

func hasSuffix(s, suffix string) bool {
	return len(s) >= len(suffix) && s[len(s)-len(suffix):] == suffix
}

func (m *metricSample) read(in *metricInputs) {
	p := m.ptr
	if m.kind != metricHistogram {
		p = nil
	}
	m.kind, m.value, m.ptr = metricBad, 0, nil
	if hasPrefix(m.name, godebugMetricPrefix) {
		m.kind = metricUint64
		for i := range godebugMetrics {
			if godebugMetrics[i].name == m.name {
				m.value = godebugMetrics[i].read()
			}
		}
		return
	}
	for i := range metricTable {
		row := &metricTable[i]
		if row.name != m.name {
			continue
		}
		m.kind = row.kind
		if row.kind == metricHistogram {
			m.ptr = in.histogram(m.name, p)
		} else if row.read != nil {
			m.value = row.read(in)
		}
	}
}

//go:linkname readMetrics runtime/metrics.runtime_readMetrics
func readMetrics(samples unsafe.Pointer, len, cap int) {
	in := new(metricInputs)
	in.take()
	for i := range unsafe.Slice((*metricSample)(samples), len) {
		(*metricSample)(add(samples, uintptr(i)*unsafe.Sizeof(metricSample{}))).read(in)
	}
}

//go:linkname readMetricNames runtime/metrics_test.runtime_readMetricNames
func readMetricNames() []string {
	var names []string
	for i := range metricTable {
		names = append(names, metricTable[i].name)
	}
	for _, info := range godebugs.All {
		if !info.Opaque {
			names = append(names, godebugMetricPrefix+info.Name+":events")
		}
	}
	return names
}

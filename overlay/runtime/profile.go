package runtime

import (
	"internal/profilerecord"
	"unsafe"
)

// Profiles and execution traces. The CPU's (runtime/cpuprof.c) and goroutines' are real, the heap's is in memprofile.go;
// those of blocking, mutexes and the creation of threads are empty, and starting an execution trace is an error.

// A StackRecord has the return addresses of a stack, the innermost first, up to one that is 0.
type StackRecord struct {
	Stack0 [32]uintptr
}

// Stack is the part of Stack0 that is in use.
func (r *StackRecord) Stack() []uintptr { return usedPart(&r.Stack0) }

func usedPart(pcs *[32]uintptr) []uintptr {
	n := 0
	for n < len(pcs) && pcs[n] != 0 {
		n++
	}
	return pcs[:n]
}

// BlockProfileRecord counts how often goroutines waited with a certain stack, and how long.
type BlockProfileRecord struct {
	Count, Cycles int64
	StackRecord
}

// BlockProfile and MutexProfile have no records: waiting is not sampled.
func BlockProfile(p []BlockProfileRecord) (n int, ok bool) { return 0, true }

func MutexProfile(p []BlockProfileRecord) (n int, ok bool) { return 0, true }

// ThreadCreateProfile has no records either: Go code does not make threads.
func ThreadCreateProfile(p []StackRecord) (n int, ok bool) { return 0, true }

var blockProfileRate, mutexProfileFraction int

// SetBlockProfileRate says how many nanoseconds of waiting there should be to a record of the profile.
func SetBlockProfileRate(rate int) { blockProfileRate = rate }

// SetMutexProfileFraction says that one of rate waits for a mutex should be recorded, if not negative; it gives what it was.
func SetMutexProfileFraction(rate int) int {
	old := mutexProfileFraction
	if rate >= 0 {
		mutexProfileFraction = rate
	}
	return old
}

// The CPU profile: samples gather on the C side (runtime/cpuprof.c). The first record of a profile states its rate.
var cpuProfile struct {
	lock   sleepLock
	hz     int
	header bool // still to be read
	ended  bool // hz is 0 again, and the reader has not seen it
}

const cpuProfileDepth = 64

// SetCPUProfileRate starts a profile of hz samples a second of CPU time, or with 0 ends the one that goes on.
func SetCPUProfileRate(hz int) {
	p := &cpuProfile
	p.lock.lock()
	hz = min(max(hz, 0), 1000000)
	switch {
	case hz > 0 && (p.hz != 0 || p.ended):
		print("runtime: cannot set cpu profile rate until previous profile has finished.\n")
	case hz > 0:
		p.hz, p.header = hz, true
		profileStart(uintptr(hz))
	case p.hz != 0:
		p.hz, p.ended = 0, true
		profileStart(0)
	}
	p.lock.unlock()
}

// What samples outside Go code are counted for.
func _System()       { _System() }
func _ExternalCode() { _ExternalCode() }
func _GC()           { _GC() }

//tuco:system rt_profile_start
func profileStartC(hz uintptr, standIns *[3]uintptr)

func profileStart(hz uintptr) {
	code := func(f func()) uintptr { return **(**uintptr)(unsafe.Pointer(&f)) }
	profileStartC(hz, &[3]uintptr{code(_System), code(_ExternalCode), code(_GC)})
}

//go:noescape
//tuco:system rt_profile_read
func profileRead(pcs *uintptr, labels *unsafe.Pointer) int

//tuco:leaf rt_profile_lost
func profileLost() uint64

// readProfile waits for the next records of the profile: length, time, count and PCs, with a tag each. eof: it has ended
// and all was read.
//
//go:linkname runtime_pprof_readProfile runtime/pprof.readProfile
func runtime_pprof_readProfile() (data []uint64, tags []unsafe.Pointer, eof bool) {
	const interval = 100e6
	for {
		if data, tags, eof = takeProfile(); len(data) > 0 || eof {
			return data, tags, eof
		}
		sleepC(interval)
	}
}

func takeProfile() (data []uint64, tags []unsafe.Pointer, eof bool) {
	p := &cpuProfile
	p.lock.lock()
	defer p.lock.unlock()
	if p.header {
		hz := p.hz
		if hz == 0 {
			hz = 100 // ended before it was read
		}
		data = append(data, 3, 0, uint64(hz))
		tags = append(tags, nil)
		p.header = false
	}
	for {
		var pcs [cpuProfileDepth]uintptr
		var labels unsafe.Pointer
		n := profileRead(&pcs[0], &labels)
		if n == 0 {
			break
		}
		data = append(data, uint64(3+n), uint64(nanotime()), 1)
		for _, pc := range pcs[:n] {
			data = append(data, uint64(pc))
		}
		tags = append(tags, labels)
	}
	if n := profileLost(); n > 0 {
		data = append(data, 4, uint64(nanotime()), 0, n)
		tags = append(tags, nil)
	}
	if p.hz == 0 && p.ended {
		p.ended = false
		eof = true
	}
	return data, tags, eof || p.hz == 0
}

// CPUProfile panics.
func CPUProfile() []byte { panic("CPUProfile no longer available") }

// goroutineRecord is the C side's GoroutineRecord: a goroutine's part of the PCs, and its labels.
type goroutineRecord struct {
	count  int
	labels unsafe.Pointer
}

// goroutineRecords gives the stacks of up to max goroutines as they are at one time, and how many there are. They
// are in pcs, one after the other.
func goroutineRecords(max, depth int) (records []goroutineRecord, pcs []uintptr, total int) {
	if max == 0 {
		return nil, nil, NumGoroutine()
	}
	records = make([]goroutineRecord, max)
	for room := 16 * max; ; {
		pcs = make([]uintptr, room)
		stopTheWorld()
		total, used := goroutineRecordsC(&records[0], max, &pcs[0], room, depth)
		startTheWorld()
		if used <= room {
			return records[:min(total, max)], pcs[:used], total
		}
		room = used + used/8
	}
}

// GoroutineProfile fills p with the stacks of all goroutines, if it is long enough for these n.
func GoroutineProfile(p []StackRecord) (n int, ok bool) {
	records, pcs, total := goroutineRecords(len(p), len(StackRecord{}.Stack0))
	if total > len(p) {
		return total, false
	}
	for i, r := range records {
		p[i] = StackRecord{}
		copy(p[i].Stack0[:], pcs[:r.count])
		pcs = pcs[r.count:]
	}
	return len(records), true
}

func pprof_goroutineProfileWithLabels(p []profilerecord.StackRecord, labels []unsafe.Pointer) (n int, ok bool) {
	records, pcs, total := goroutineRecords(len(p), 64)
	if total > len(p) {
		return total, false
	}
	for i, r := range records {
		p[i].Stack = pcs[:r.count:r.count]
		if i < len(labels) {
			labels[i] = r.labels
		}
		pcs = pcs[r.count:]
	}
	return len(records), true
}

func pprof_goroutineLeakProfileWithLabels(p []profilerecord.StackRecord, labels []unsafe.Pointer) (n int, ok bool) {
	return 0, true
}
func pprof_blockProfileInternal(p []profilerecord.BlockProfileRecord) (n int, ok bool) {
	return 0, true
}
func pprof_mutexProfileInternal(p []profilerecord.BlockProfileRecord) (n int, ok bool) {
	return 0, true
}
func pprof_threadCreateInternal(p []profilerecord.StackRecord) (n int, ok bool) { return 0, true }
func pprof_fpunwindExpand(dst, src []uintptr) int                               { return copy(dst, src) }
func pprof_makeProfStack() []uintptr                                            { return make([]uintptr, 128) }

//go:linkname pprof_cyclesPerSecond runtime/pprof.runtime_cyclesPerSecond
func pprof_cyclesPerSecond() int64 { return 1000000000 }

//go:linkname runtime_getProfLabel runtime/pprof.runtime_getProfLabel
func runtime_getProfLabel() unsafe.Pointer { return getg().labels }

//go:linkname runtime_setProfLabel runtime/pprof.runtime_setProfLabel
func runtime_setProfLabel(labels unsafe.Pointer) { getg().labels = labels }

//go:linkname goroutineLeakGC runtime/pprof.runtime_goroutineLeakGC
func goroutineLeakGC() { GC() }

//go:linkname goroutineleakcount runtime/pprof.runtime_goroutineleakcount
func goroutineleakcount() int { return 0 }

//go:linkname blockevent runtime/pprof.blockevent
func blockevent(cycles int64, skip int) {}

// Execution traces.

// StartTrace would start an execution trace.
func StartTrace() error { return errorString("execution tracing is not supported yet") }

// StopTrace would end it.
func StopTrace() {}

// ReadTrace would wait for a part of it; nil: it has ended.
func ReadTrace() []byte { return nil }

func traceAdvance(stopTrace bool) {}
func traceClockNow() uint64       { return uint64(nanotimeC()) }

//go:linkname traceClockUnitsPerSecond runtime/trace.runtime_traceClockUnitsPerSecond
func traceClockUnitsPerSecond() uint64 { return 1000000000 }

//go:linkname trace_userTaskCreate runtime/trace.userTaskCreate
func trace_userTaskCreate(id, parentID uint64, taskType string) {}

//go:linkname trace_userTaskEnd runtime/trace.userTaskEnd
func trace_userTaskEnd(id uint64) {}

//go:linkname trace_userRegion runtime/trace.userRegion
func trace_userRegion(id, mode uint64, name string) {}

//go:linkname trace_userLog runtime/trace.userLog
func trace_userLog(id uint64, category, message string) {}

// SetCgoTraceback records functions to walk C stacks; there are none without cgo.
func SetCgoTraceback(version int, traceback, context, symbolizer unsafe.Pointer) {}

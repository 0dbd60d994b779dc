package runtime

import (
	"internal/profilerecord"
	"unsafe"
)

// The heap's profile. The C side (runtime/memprof.c) counts sampled allocations and their ends by stack, in programs
// that can read them.

// MemProfileRate is after how many bytes, on average, an allocation is recorded for the memory profile. 1 records every
// allocation, 0 none.
var MemProfileRate int = 512 * 1024

// A MemProfileRecord counts what was allocated with a certain stack, and what of it was freed.
type MemProfileRecord struct {
	AllocBytes, FreeBytes     int64
	AllocObjects, FreeObjects int64
	Stack0                    [32]uintptr
}

// InUseBytes is how much of it was not freed.
func (r *MemProfileRecord) InUseBytes() int64 { return r.AllocBytes - r.FreeBytes }

// InUseObjects is how many of the objects were not freed.
func (r *MemProfileRecord) InUseObjects() int64 { return r.AllocObjects - r.FreeObjects }

// Stack is the part of Stack0 that is in use.
func (r *MemProfileRecord) Stack() []uintptr { return usedPart(&r.Stack0) }

// memCounts is the C side's Counts.
type memCounts struct {
	allocs, frees, allocBytes, freeBytes uint64
}

//tuco:system rt_memprof_start
func memProfileStart(rate *int)

//go:noescape
//tuco:leaf rt_memprof_next
func memProfileNext(bucket uintptr, counts *memCounts, pcs **uintptr, depth *uint64) uintptr

// atStart_memProfile runs at the start of programs that contain memProfileEach.
func atStart_memProfile() { memProfileStart(&MemProfileRate) }

var memProfileHook func()

// memProfileEach calls f for each stack of the profile, whose PCs stay where they are.
func memProfileEach(inuseZero bool, f func(c *memCounts, pcs []uintptr)) {
	memProfileHook = atStart_memProfile
	var c memCounts
	var pcs *uintptr
	var depth uint64
	for b := memProfileNext(0, &c, &pcs, &depth); b != 0; b = memProfileNext(b, &c, &pcs, &depth) {
		if c.allocs != 0 && (inuseZero || c.allocBytes != c.freeBytes) {
			f(&c, unsafe.Slice(pcs, int(depth)))
		}
	}
}

// memProfileStack leaves out the allocator's own frames at the start.
func memProfileStack(pcs []uintptr) []uintptr {
	for len(pcs) > 1 {
		var p placeInfo
		if !placeOf(pcs[0]-1, &p) || !hasPrefix(gostringnocopy(p.function), "runtime.malloc") {
			break
		}
		pcs = pcs[1:]
	}
	return pcs
}

// MemProfile has n records, which it copies to p if they fit: ok. Those of which nothing is in use are left out unless
// inuseZero is set.
func MemProfile(p []MemProfileRecord, inuseZero bool) (n int, ok bool) {
	memProfileEach(inuseZero, func(c *memCounts, pcs []uintptr) {
		if n < len(p) {
			r := MemProfileRecord{int64(c.allocBytes), int64(c.freeBytes), int64(c.allocs), int64(c.frees), [32]uintptr{}}
			copy(r.Stack0[:], memProfileStack(pcs))
			p[n] = r
		}
		n++
	})
	return n, n <= len(p)
}

func pprof_memProfileInternal(p []profilerecord.MemProfileRecord, inuseZero bool) (n int, ok bool) {
	memProfileEach(inuseZero, func(c *memCounts, pcs []uintptr) {
		if n < len(p) {
			p[n] = profilerecord.MemProfileRecord{
				AllocBytes: int64(c.allocBytes), FreeBytes: int64(c.freeBytes),
				AllocObjects: int64(c.allocs), FreeObjects: int64(c.frees), Stack: memProfileStack(pcs),
			}
		}
		n++
	})
	return n, n <= len(p)
}

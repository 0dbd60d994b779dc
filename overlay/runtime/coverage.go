package runtime

import (
	"internal/coverage/rtcov"
	"unsafe"
)

// A package that is covered, as the compiler describes it (src/lower/cover.c).
type coveredPackage struct {
	meta     *byte
	metaSize uint32
	hash     [16]byte
	mode     uint8
	path     string
	counters *uint32
	words    uint64
}

var coverageCounters []rtcov.CovCounterBlob

// Called by the compiler's go:coverage, before packages other than the runtime's are initialized. The number of a
// package, which stands in its counters already, is that of its place in the table, from 1. None of the numbers that
// gc gives the runtime's own packages is needed for that.
func addCoverage(table *coveredPackage, count int) {
	for i, p := range unsafe.Slice(table, count) {
		id := rtcov.AddMeta(unsafe.Pointer(p.meta), p.metaSize, p.hash, p.path, -1, p.mode, 1)
		if id != uint32(i+1) {
			throw("coverage: packages are numbered otherwise")
		}
		if p.words != 0 {
			coverageCounters = append(coverageCounters, rtcov.CovCounterBlob{Counters: p.counters, Len: p.words})
		}
	}
}

//go:linkname coverage_getCovCounterList internal/coverage/cfile.getCovCounterList
func coverage_getCovCounterList() []rtcov.CovCounterBlob { return coverageCounters }

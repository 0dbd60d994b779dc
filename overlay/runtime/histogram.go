package runtime

import "unsafe"

// A timeHistogram counts durations. Its buckets are gc's, since programs compare and add them: four to each power of two
// from 256 ns on, below that four of 64 ns, up to 2^47 ns; and what is below zero and above.
type timeHistogram [timeBuckets]uint64

const (
	timeMinBits    = 9  // bits of the first durations whose highest bit counts
	timeMaxBits    = 48 // of what is too long
	timeSubBits    = 2
	timeSubBuckets = 1 << timeSubBits
	timeBuckets    = (timeMaxBits-timeMinBits+1)*timeSubBuckets + 2
)

func (h *timeHistogram) record(ns int64) { h[timeBucketC(ns)]++ }

// timeBoundaries are those of the buckets in seconds, timeBuckets + 1 of them.
func timeBoundaries() []float64 {
	b := []float64{infinity(-1)}
	for bits := timeMinBits - 1; bits < timeMaxBits; bits++ {
		for sub := range timeSubBuckets {
			ns := uint64(sub) << (timeMinBits - 1 - timeSubBits)
			if bits >= timeMinBits {
				ns = 1<<(bits-1) | uint64(sub)<<(bits-1-timeSubBits)
			}
			b = append(b, float64(ns)/1e9)
		}
	}
	return append(b, float64(uint64(1)<<(timeMaxBits-1))/1e9, infinity(1))
}

// sizeBoundaries are those of the size classes, in bytes, and infinity for large objects. Classes include their size.
func sizeBoundaries() []float64 {
	b := []float64{1}
	for class := 1; class < len(heapStatistics{}.mallocsByClass); class++ {
		b = append(b, float64(sizeClassBytes(class)+1))
	}
	return append(b, infinity(1))
}

func infinity(sign int) float64 {
	bits := uint64(0x7ff) << 52
	if sign < 0 {
		bits |= 1 << 63
	}
	return *(*float64)(unsafe.Pointer(&bits))
}

package bytealg

import "unsafe"

// The loops are C with vector instructions (runtime/bytes_leaf.c). What they are given in one call is bounded, so that
// a goroutine that searches much memory can be preempted.
const chunk = 64 << 10

// MaxBruteForce covers every length: the vector search is the fastest for all.
const MaxBruteForce = 1<<63 - 1

func init() { MaxLen = 63 }

// Cutover is how many false candidates a search by first byte takes before it changes to Index.
func Cutover(n int) int { return (n + 16) / 8 }

//go:noescape
//tuco:leaf rt_index_byte
//tuco:reads
func indexByte(p *byte, n int, c byte) int

//go:noescape
//tuco:leaf rt_count_byte
//tuco:reads
func countByte(p *byte, n int, c byte) int

//go:noescape
//tuco:leaf rt_compare_strings
//tuco:reads
func compare(a *byte, aLen int, b *byte, bLen int) int

//go:noescape
//tuco:leaf rt_index
//tuco:reads
func index(p *byte, n int, sep *byte, m int) int

func at(p *byte, i int) *byte { return (*byte)(unsafe.Add(unsafe.Pointer(p), i)) }

func IndexByte(b []byte, c byte) int {
	if len(b) <= chunk {
		return indexByte(unsafe.SliceData(b), len(b), c)
	}
	return indexByteLong(unsafe.SliceData(b), len(b), c)
}

func IndexByteString(s string, c byte) int {
	if len(s) <= chunk {
		return indexByte(unsafe.StringData(s), len(s), c)
	}
	return indexByteLong(unsafe.StringData(s), len(s), c)
}

//go:noinline
func indexByteLong(p *byte, n int, c byte) int {
	for i := 0; i < n; i += chunk {
		if j := indexByte(at(p, i), min(chunk, n-i), c); j >= 0 {
			return i + j
		}
	}
	return -1
}

func Count(b []byte, c byte) int { return count(unsafe.SliceData(b), len(b), c) }

func CountString(s string, c byte) int { return count(unsafe.StringData(s), len(s), c) }

func count(p *byte, n int, c byte) int {
	total := 0
	for n > chunk {
		total += countByte(p, chunk, c)
		p, n = at(p, chunk), n-chunk
	}
	return total + countByte(p, n, c)
}

func Compare(a, b []byte) int {
	return compareLong(unsafe.SliceData(a), len(a), unsafe.SliceData(b), len(b))
}

func CompareString(a, b string) int {
	return compareLong(unsafe.StringData(a), len(a), unsafe.StringData(b), len(b))
}

func compareLong(a *byte, aLen int, b *byte, bLen int) int {
	for aLen > chunk && bLen > chunk {
		if order := compare(a, chunk, b, chunk); order != 0 {
			return order
		}
		a, aLen, b, bLen = at(a, chunk), aLen-chunk, at(b, chunk), bLen-chunk
	}
	return compare(a, aLen, b, bLen)
}

// Index is where b of at most MaxLen bytes first occurs in a, or -1.
func Index(a, b []byte) int {
	return indexLong(unsafe.SliceData(a), len(a), unsafe.SliceData(b), len(b))
}

// IndexString is Index for strings.
func IndexString(a, b string) int {
	return indexLong(unsafe.StringData(a), len(a), unsafe.StringData(b), len(b))
}

func indexLong(p *byte, n int, sep *byte, m int) int {
	// Each piece overlaps the next by the positions that it cannot decide.
	done := 0
	for ; n-done > chunk; done += chunk - m + 1 {
		if i := index(at(p, done), chunk, sep, m); i >= 0 {
			return done + i
		}
	}
	i := index(at(p, done), n-done, sep, m)
	if i >= 0 {
		i += done
	}
	return i
}

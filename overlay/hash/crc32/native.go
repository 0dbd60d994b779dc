package crc32

import "internal/cpu"

// The C side takes 64 bytes and more (runtime/crc_leaf.c); tables do the rest.
const (
	nativeMin = 64
	chunk     = 64 << 10
)

//go:noescape
//tuco:leaf rt_crc32
//tuco:reads
func crc32Native(crc uint32, p *byte, n int, castagnoli bool) uint32

var available = cpu.X86.HasPCLMULQDQ && cpu.X86.HasSSE41

var ieeeSlices, castagnoliSlices *slicing8Table

func archAvailableIEEE() bool       { return available }
func archAvailableCastagnoli() bool { return available }
func archInitIEEE()                 { ieeeSlices = slicingMakeTable(IEEE) }
func archInitCastagnoli()           { castagnoliSlices = slicingMakeTable(Castagnoli) }

func archUpdateIEEE(crc uint32, p []byte) uint32 { return updateNative(crc, p, ieeeSlices, false) }
func archUpdateCastagnoli(crc uint32, p []byte) uint32 {
	return updateNative(crc, p, castagnoliSlices, true)
}

func updateNative(crc uint32, p []byte, table *slicing8Table, castagnoli bool) uint32 {
	for len(p) >= nativeMin {
		n := min(len(p), chunk) &^ 15
		crc = ^crc32Native(^crc, &p[0], n, castagnoli)
		p = p[n:]
	}
	if len(p) == 0 {
		return crc
	}
	return slicingUpdate(crc, table, p)
}

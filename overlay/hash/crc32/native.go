package crc32

import (
	"internal/cpu"
	"unsafe"
)

// The C side takes 64 bytes and more (runtime/crc_leaf.c). What is left is done by tables or, of Castagnoli's, by the
// processor's instruction.
const (
	nativeMin = 64
	chunk     = 64 << 10
)

//go:noescape
//tuco:leaf rt_crc32
//tuco:reads
func crc32Native(crc uint32, p *byte, n int, castagnoli bool) uint32

//go:noescape
//tuco:leaf rt_crc32c
//tuco:reads
func crc32cShort(crc uint32, p *byte, n int) uint32

var available = cpu.X86.HasPCLMULQDQ && cpu.X86.HasSSE41 && cpu.X86.HasSSE42

var ieeeSlices *slicing8Table

func archAvailableIEEE() bool       { return available }
func archAvailableCastagnoli() bool { return available }
func archInitIEEE()                 { ieeeSlices = slicingMakeTable(IEEE) }
func archInitCastagnoli()           {}

func archUpdateIEEE(crc uint32, p []byte) uint32 {
	crc, p = updateNative(crc, p, false)
	if len(p) == 0 {
		return crc
	}
	return slicingUpdate(crc, ieeeSlices, p)
}

func archUpdateCastagnoli(crc uint32, p []byte) uint32 {
	crc, p = updateNative(crc, p, true)
	return ^crc32cShort(^crc, unsafe.SliceData(p), len(p))
}

// updateNative returns what is too short for it.
func updateNative(crc uint32, p []byte, castagnoli bool) (uint32, []byte) {
	for len(p) >= nativeMin {
		n := min(len(p), chunk) &^ 15
		crc = ^crc32Native(^crc, &p[0], n, castagnoli)
		p = p[n:]
	}
	return crc, p
}

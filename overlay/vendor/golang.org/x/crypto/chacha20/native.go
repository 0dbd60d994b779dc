package chacha20

import "internal/cpu"

const (
	bufSize = blockSize
	chunk   = 64 << 10
)

// key, counter and nonce of a Cipher follow each other.
//
//go:noescape
//tuco:leaf rt_chacha20
func xorNative(key *uint32, dst, src *byte, n int)

func (s *Cipher) xorKeyStreamBlocks(dst, src []byte) {
	// One block takes the vectors as long as four.
	if !cpu.X86.HasAVX2 || len(src) == blockSize {
		s.xorKeyStreamBlocksGeneric(dst, src)
		return
	}
	for len(src) > 0 {
		n := min(len(src), chunk)
		xorNative(&s.key[0], &dst[0], &src[0], n)
		s.counter += uint32(n / blockSize)
		dst, src = dst[n:], src[n:]
	}
}

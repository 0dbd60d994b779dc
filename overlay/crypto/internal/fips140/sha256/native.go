package sha256

import "crypto/internal/fips140deps/cpu"

var useSHA = cpu.X86HasSHA && cpu.X86HasSSE41 && cpu.X86HasSSSE3

//go:noescape
//tuco:leaf rt_sha256_blocks
func blocks(h *[8]uint32, p *byte, n int)

func block(dig *Digest, p []byte) {
	if !useSHA {
		blockGeneric(dig, p)
		return
	}
	for len(p) > 0 {
		n := min(len(p), 64<<10)
		blocks(&dig.h, &p[0], n)
		p = p[n:]
	}
}

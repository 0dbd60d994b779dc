package sha1

import "internal/cpu"

var useSHA = cpu.X86.HasSHA && cpu.X86.HasSSE41 && cpu.X86.HasSSSE3

//go:noescape
//tuco:leaf rt_sha1_blocks
func blocks(h *[5]uint32, p *byte, n int)

func block(dig *digest, p []byte) {
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

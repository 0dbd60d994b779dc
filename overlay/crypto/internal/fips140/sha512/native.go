package sha512

//go:noescape
//tuco:leaf rt_sha512_blocks
func blocks(h *[8]uint64, p *byte, n int)

func block(dig *Digest, p []byte) {
	for len(p) > 0 {
		n := min(len(p), 64<<10)
		blocks(&dig.h, &p[0], n)
		p = p[n:]
	}
}

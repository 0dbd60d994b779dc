package md5

const haveAsm = true

//go:noescape
//tuco:leaf rt_md5_blocks
func blocks(s *[4]uint32, p *byte, n int)

func block(dig *digest, p []byte) {
	for len(p) > 0 {
		n := min(len(p), 64<<10)
		blocks(&dig.s, &p[0], n)
		p = p[n:]
	}
}

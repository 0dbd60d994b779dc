package aes

import "crypto/internal/fips140deps/cpu"

var supportsAES = cpu.X86HasAES && cpu.X86HasSSE41 && cpu.X86HasSSSE3

// runtime/aes_leaf.c. Lengths are multiples of the block's.
const chunk = 64 << 10

//go:noescape
//tuco:leaf rt_aes_expand
func expand(rounds int, key *byte, enc, dec *uint32)

//go:noescape
//tuco:leaf rt_aes_encrypt
func encrypt(rounds int, keys *uint32, dst, src *byte)

//go:noescape
//tuco:leaf rt_aes_decrypt
func decrypt(rounds int, keys *uint32, dst, src *byte)

//go:noescape
//tuco:leaf rt_aes_counter_1
func counter1(rounds int, keys *uint32, dst, src *byte, low, high uint64)

//go:noescape
//tuco:leaf rt_aes_counter_2
func counter2(rounds int, keys *uint32, dst, src *byte, low, high uint64)

//go:noescape
//tuco:leaf rt_aes_counter_4
func counter4(rounds int, keys *uint32, dst, src *byte, low, high uint64)

//go:noescape
//tuco:leaf rt_aes_counter_8
func counter8(rounds int, keys *uint32, dst, src *byte, low, high uint64)

//go:noescape
//tuco:leaf rt_aes_cbc_encrypt
func chainEncrypt(rounds int, keys *uint32, chain, dst, src *byte, n int)

//go:noescape
//tuco:leaf rt_aes_cbc_decrypt
func chainDecrypt(rounds int, keys *uint32, chain, dst, src *byte, n int)

type block struct {
	blockExpanded
}

// checkGenericIsExpected is called by the generic code, which nobody should come to if there are instructions.
func checkGenericIsExpected() {
	if supportsAES {
		panic("aes: generic code runs although the processor has instructions")
	}
}

func newBlock(c *Block, key []byte) *Block {
	if supportsAES {
		c.rounds = len(key)/4 + 6
		expand(c.rounds, &key[0], &c.enc[0], &c.dec[0])
	} else {
		newBlockExpanded(&c.blockExpanded, key)
	}
	return c
}

// EncryptionKeySchedule is for package gcm.
func EncryptionKeySchedule(c *Block) []uint32 { return c.enc[:c.roundKeysSize()] }

func encryptBlock(c *Block, dst, src []byte) {
	if supportsAES {
		encrypt(c.rounds, &c.enc[0], &dst[0], &src[0])
	} else {
		encryptBlockGeneric(&c.blockExpanded, dst, src)
	}
}

func decryptBlock(c *Block, dst, src []byte) {
	if supportsAES {
		decrypt(c.rounds, &c.dec[0], &dst[0], &src[0])
	} else {
		decryptBlockGeneric(&c.blockExpanded, dst, src)
	}
}

func ctrBlocks1(b *Block, dst, src *[BlockSize]byte, ivlo, ivhi uint64) {
	if supportsAES {
		counter1(b.rounds, &b.enc[0], &dst[0], &src[0], ivlo, ivhi)
	} else {
		ctrBlocks(b, dst[:], src[:], ivlo, ivhi)
	}
}

func ctrBlocks2(b *Block, dst, src *[2 * BlockSize]byte, ivlo, ivhi uint64) {
	if supportsAES {
		counter2(b.rounds, &b.enc[0], &dst[0], &src[0], ivlo, ivhi)
	} else {
		ctrBlocks(b, dst[:], src[:], ivlo, ivhi)
	}
}

func ctrBlocks4(b *Block, dst, src *[4 * BlockSize]byte, ivlo, ivhi uint64) {
	if supportsAES {
		counter4(b.rounds, &b.enc[0], &dst[0], &src[0], ivlo, ivhi)
	} else {
		ctrBlocks(b, dst[:], src[:], ivlo, ivhi)
	}
}

func ctrBlocks8(b *Block, dst, src *[8 * BlockSize]byte, ivlo, ivhi uint64) {
	if supportsAES {
		counter8(b.rounds, &b.enc[0], &dst[0], &src[0], ivlo, ivhi)
	} else {
		ctrBlocks(b, dst[:], src[:], ivlo, ivhi)
	}
}

func cryptBlocksEnc(b *Block, civ *[BlockSize]byte, dst, src []byte) {
	if !supportsAES {
		cryptBlocksEncGeneric(b, civ, dst, src)
		return
	}
	for len(src) > 0 {
		n := min(len(src), chunk)
		chainEncrypt(b.rounds, &b.enc[0], &civ[0], &dst[0], &src[0], n)
		dst, src = dst[n:], src[n:]
	}
}

// The generic way works from the end, so that destination and source may be the same; chainDecrypt reads eight blocks
// before it writes them.
func cryptBlocksDec(b *Block, civ *[BlockSize]byte, dst, src []byte) {
	if !supportsAES {
		cryptBlocksDecGeneric(b, civ, dst, src)
		return
	}
	for len(src) > 0 {
		n := min(len(src), chunk)
		chainDecrypt(b.rounds, &b.dec[0], &civ[0], &dst[0], &src[0], n)
		dst, src = dst[n:], src[n:]
	}
}

package gcm

import (
	"crypto/internal/fips140/aes"
	"crypto/internal/fips140/subtle"
	"crypto/internal/fips140deps/byteorder"
	"crypto/internal/fips140deps/cpu"
)

var supportsAESGCM = cpu.X86HasAES && cpu.X86HasPCLMULQDQ && cpu.X86HasSSE41 && cpu.X86HasSSSE3

const chunk = 64 << 10 // a multiple of what the C side does at a time

// A state is what runtime/aes_leaf.c calls GcmState.
type state struct {
	counter, sum [gcmBlockSize]byte
	keys         *uint32
	rounds       int
}

//go:noescape
//tuco:leaf rt_gcm_init
func initTable(table *byte, rounds int, keys *uint32)

//go:noescape
//tuco:leaf rt_gcm_data
func addData(table *byte, sum, p *byte, n int)

//go:noescape
//tuco:leaf rt_gcm_encrypt
func encrypt(table *byte, s *state, dst, src *byte, n int)

//go:noescape
//tuco:leaf rt_gcm_decrypt
func decrypt(table *byte, s *state, dst, src *byte, n int)

// checkGenericIsExpected is called by the generic code, which nobody should come to if there are instructions.
func checkGenericIsExpected() {
	if supportsAESGCM {
		panic("gcm: generic code runs although the processor has instructions")
	}
}

type gcmPlatformData struct {
	table [256]byte // powers of the hash key
}

func initGCM(g *GCM) {
	if supportsAESGCM {
		keys := aes.EncryptionKeySchedule(&g.cipher)
		initTable(&g.table[0], len(keys)/4-1, &keys[0])
	}
}

func (g *GCM) hash(sum *[gcmBlockSize]byte, p []byte) {
	for len(p) > 0 {
		n := min(len(p), chunk)
		addData(&g.table[0], &sum[0], &p[0], n)
		p = p[n:]
	}
}

func (g *GCM) hashLengths(sum *[gcmBlockSize]byte, data, text int) {
	var lengths [gcmBlockSize]byte
	byteorder.BEPutUint64(lengths[:8], uint64(data)*8)
	byteorder.BEPutUint64(lengths[8:], uint64(text)*8)
	g.hash(sum, lengths[:])
}

// begin makes the first counter and what the tag is masked with, and hashes the additional data.
func (g *GCM) begin(s *state, mask *[gcmBlockSize]byte, nonce, data []byte) {
	keys := aes.EncryptionKeySchedule(&g.cipher)
	s.keys, s.rounds = &keys[0], len(keys)/4-1
	if len(nonce) == gcmStandardNonceSize {
		copy(s.counter[:], nonce)
		s.counter[gcmBlockSize-1] = 1
	} else {
		g.hash(&s.counter, nonce)
		g.hashLengths(&s.counter, 0, len(nonce))
	}
	aes.EncryptBlockInternal(&g.cipher, mask[:], s.counter[:])
	g.hash(&s.sum, data)
}

// end leaves the tag in s.sum.
func (g *GCM) end(s *state, mask *[gcmBlockSize]byte, data, text int) {
	g.hashLengths(&s.sum, data, text)
	subtle.XORBytes(s.sum[:], s.sum[:], mask[:])
}

func seal(out []byte, g *GCM, nonce, plaintext, data []byte) {
	if !supportsAESGCM {
		sealGeneric(out, g, nonce, plaintext, data)
		return
	}
	var s state
	var mask [gcmBlockSize]byte
	g.begin(&s, &mask, nonce, data)
	for done := 0; done < len(plaintext); {
		n := min(len(plaintext)-done, chunk)
		encrypt(&g.table[0], &s, &out[done], &plaintext[done], n)
		done += n
	}
	g.end(&s, &mask, len(data), len(plaintext))
	copy(out[len(plaintext):], s.sum[:])
}

func open(out []byte, g *GCM, nonce, ciphertext, data []byte) error {
	if !supportsAESGCM {
		return openGeneric(out, g, nonce, ciphertext, data)
	}
	var s state
	var mask [gcmBlockSize]byte
	g.begin(&s, &mask, nonce, data)
	size := len(ciphertext) - g.tagSize
	for done := 0; done < size; {
		n := min(size-done, chunk)
		decrypt(&g.table[0], &s, &out[done], &ciphertext[done], n)
		done += n
	}
	g.end(&s, &mask, len(data), size)
	if subtle.ConstantTimeCompare(s.sum[:g.tagSize], ciphertext[size:]) == 1 {
		return nil
	}
	return errOpen
}

package runtime

import (
	"internal/chacha8rand"
	"unsafe"
)

// Random numbers: ChaCha8 seeded by the system, a state for each processor. Its memory is C's, in struct P.

type procRand struct {
	state  chacha8rand.State
	seeded bool
}

const procRandSize = 48 * 8 // P.go_random

var _ [procRandSize - unsafe.Sizeof(procRand{})]byte

//go:noescape
//tuco:leaf rt_chacha8_block
func chacha8Block(seed *[4]uint64, blocks *[32]uint64, counter uint32)

//go:linkname chacha8rand_block internal/chacha8rand.block
func chacha8rand_block(seed *[4]uint64, blocks *[32]uint64, counter uint32) {
	chacha8Block(seed, blocks, counter)
}

func rand() uint64 {
	gp := getg()
	gp.locks++
	r := (*procRand)(procRandom())
	if !r.seeded {
		var seed [32]byte
		randomBytes(unsafe.Pointer(&seed), len(seed))
		r.state.Init(seed)
		r.seeded = true
	}
	for {
		x, ok := r.state.Next()
		if ok {
			gp.locks--
			return x
		}
		r.state.Refill()
	}
}

//go:linkname maps_rand internal/runtime/maps.rand
func maps_rand() uint64 { return rand() }

func randn(n uint32) uint32      { return uint32((uint64(uint32(rand())) * uint64(n)) >> 32) }
func cheaprand() uint32          { return uint32(rand()) }
func cheaprand64() int64         { return int64(rand()) }
func cheaprandn(n uint32) uint32 { return randn(n) }

//go:linkname legacy_fastrand runtime.fastrand
func legacy_fastrand() uint32 { return uint32(rand()) }

//go:linkname legacy_fastrandn runtime.fastrandn
func legacy_fastrandn(n uint32) uint32 { return randn(n) }

//go:linkname legacy_fastrand64 runtime.fastrand64
func legacy_fastrand64() uint64 { return rand() }

package runtime

import (
	"internal/chacha8rand"
	"unsafe"
)

// Random numbers: ChaCha8 seeded by the system.

var globalRand chacha8rand.State

func randinit() {
	var seed [32]byte
	randomBytes(unsafe.Pointer(&seed), len(seed))
	globalRand.Init(seed)
}

func rand() uint64 {
	for {
		x, ok := globalRand.Next()
		if ok {
			return x
		}
		globalRand.Refill()
	}
}

//go:linkname maps_rand internal/runtime/maps.rand
func maps_rand() uint64 { return rand() }

func rand32() uint32             { return uint32(rand() >> 32) }
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

package runtime

import (
	"internal/abi"
	"internal/runtime/atomic"
	"internal/runtime/math"
	"unsafe"
)

// Allocation, and when to collect: drivers around runtime/malloc_leaf.c, heap.c and gc.c.

const maxAlloc = 1 << 48

// mallocgc allocates; the fast path is a leaf call. typ nil: no pointers.
func mallocgc(size uintptr, typ *_type, needzero bool) unsafe.Pointer {
	if p := mallocFast(size, typ, needzero); p != nil {
		return p
	}
	if gcWanted() {
		collect(false)
	}
	return mallocSlow(size, typ, needzero)
}

// collect stops the world and collects, unless someone else just did. forced: in any case.
func collect(forced bool) {
	cycles := gcCycles()
	stopTheWorldFor(&gcStops)
	if forced || gcCycles() == cycles {
		if poolCleanup != nil {
			poolCleanup()
		}
		gcC(forced)
		i := (gcCycles() - 1) % int64(len(gcPauses.ns))
		gcPauses.ns[i], gcPauses.end[i] = gcLastPause()
	}
	startTheWorld()
	if atomic.Cas(&gcPeriodStarted, 0, 1) {
		fn := collectByTime
		newprocC(abi.Escape(*(*unsafe.Pointer)(unsafe.Pointer(&fn))), 0, true)
	}
}

// gcPauses are the last collections: the one of cycle i at i modulo the length. Written with the world stopped.
var gcPauses struct {
	ns, end [256]uint64
}

var gcPeriodStarted uint32

// collectByTime is a goroutine that collects when there was no collection for two minutes.
func collectByTime() {
	for {
		gcPeriodWait()
		collect(false)
	}
}

func newobject(typ *_type) unsafe.Pointer {
	if p := mallocFast(typ.Size_, typ, true); p != nil {
		return p
	}
	return mallocgc(typ.Size_, typ, true)
}

func newarray(typ *_type, n int) unsafe.Pointer {
	size, ok := arraySize(typ, n)
	if !ok {
		panic(plainError("runtime: allocation size out of range"))
	}
	return mallocgc(size, typ, true)
}

// arraySize is how many bytes n elements take; not ok if there can be no such array.
func arraySize(elem *_type, n int) (size uintptr, ok bool) {
	size, overflow := math.MulUintptr(elem.Size_, uintptr(n))
	return size, n >= 0 && !overflow && size <= maxAlloc
}

//go:linkname maps_newobject internal/runtime/maps.newobject
func maps_newobject(typ *_type) unsafe.Pointer { return newobject(typ) }

//go:linkname maps_newarray internal/runtime/maps.newarray
func maps_newarray(typ *_type, n int) unsafe.Pointer { return newarray(typ, n) }

//go:linkname reflect_unsafe_New reflect.unsafe_New
func reflect_unsafe_New(typ *_type) unsafe.Pointer { return mallocgc(typ.Size_, typ, true) }

//go:linkname reflectlite_unsafe_New internal/reflectlite.unsafe_New
func reflectlite_unsafe_New(typ *_type) unsafe.Pointer { return mallocgc(typ.Size_, typ, true) }

//go:linkname reflect_unsafe_NewArray reflect.unsafe_NewArray
func reflect_unsafe_NewArray(typ *_type, n int) unsafe.Pointer { return newarray(typ, n) }

// Typed copies. The world stops for marking, so no barrier is needed here yet; all pointer writes of the
// runtime's Go side go through these or through compiled stores.

func typedmemmove(typ *_type, dst, src unsafe.Pointer) {
	if dst == src {
		return
	}
	memmove(dst, src, typ.Size_)
}

func typedmemclr(typ *_type, ptr unsafe.Pointer) { memclrNoHeapPointers(ptr, typ.Size_) }

func memclrHasPointers(ptr unsafe.Pointer, n uintptr) { memclrNoHeapPointers(ptr, n) }

func typedslicecopy(typ *_type, dstPtr unsafe.Pointer, dstLen int, srcPtr unsafe.Pointer, srcLen int) int {
	n := min(dstLen, srcLen)
	memmove(dstPtr, srcPtr, uintptr(n)*typ.Size_)
	return n
}

//go:linkname maps_typedmemmove internal/runtime/maps.typedmemmove
func maps_typedmemmove(typ *_type, dst, src unsafe.Pointer) { typedmemmove(typ, dst, src) }

//go:linkname maps_typedmemclr internal/runtime/maps.typedmemclr
func maps_typedmemclr(typ *_type, ptr unsafe.Pointer) { typedmemclr(typ, ptr) }

//go:linkname reflect_typedmemmove reflect.typedmemmove
func reflect_typedmemmove(typ *_type, dst, src unsafe.Pointer) { typedmemmove(typ, dst, src) }

//go:linkname reflectlite_typedmemmove internal/reflectlite.typedmemmove
func reflectlite_typedmemmove(typ *_type, dst, src unsafe.Pointer) { typedmemmove(typ, dst, src) }

//go:linkname reflect_typedmemclr reflect.typedmemclr
func reflect_typedmemclr(typ *_type, ptr unsafe.Pointer) { typedmemclr(typ, ptr) }

//go:linkname reflect_typedmemclrpartial reflect.typedmemclrpartial
func reflect_typedmemclrpartial(typ *_type, ptr unsafe.Pointer, off, size uintptr) {
	memclrNoHeapPointers(ptr, size)
}

//go:linkname reflect_typedarrayclear reflect.typedarrayclear
func reflect_typedarrayclear(typ *_type, ptr unsafe.Pointer, n int) {
	memclrNoHeapPointers(ptr, typ.Size_*uintptr(n))
}

//go:linkname reflect_typedslicecopy reflect.typedslicecopy
func reflect_typedslicecopy(elemType *_type, dst, src slice) int {
	return typedslicecopy(elemType, dst.array, dst.len, src.array, src.len)
}

//go:linkname reflect_memmove reflect.memmove
func reflect_memmove(to, from unsafe.Pointer, n uintptr) { memmove(to, from, n) }

//go:linkname reflect_memclrNoHeapPointers reflect.memclrNoHeapPointers
func reflect_memclrNoHeapPointers(ptr unsafe.Pointer, n uintptr) { memclrNoHeapPointers(ptr, n) }

//go:linkname reflect_verifyNotInHeapPtr reflect.verifyNotInHeapPtr
func reflect_verifyNotInHeapPtr(p uintptr) bool { return !inHeap(p) && p != ^uintptr(0) }

// Pointer stores of the atomic packages. Escape tells the compiler that what is stored outlives the call; as an
// integer it would not see it.

//go:linkname atomic_storePointer internal/runtime/atomic.storePointer
func atomic_storePointer(ptr *unsafe.Pointer, new unsafe.Pointer) {
	storeUintptr((*uintptr)(unsafe.Pointer(ptr)), uintptr(abi.Escape(new)))
}

//go:linkname atomic_casPointer internal/runtime/atomic.casPointer
func atomic_casPointer(ptr *unsafe.Pointer, old, new unsafe.Pointer) bool {
	return casUintptr((*uintptr)(unsafe.Pointer(ptr)), uintptr(old), uintptr(abi.Escape(new)))
}

//go:linkname sync_atomic_StorePointer sync/atomic.StorePointer
func sync_atomic_StorePointer(ptr *unsafe.Pointer, new unsafe.Pointer) {
	storeUintptr((*uintptr)(unsafe.Pointer(ptr)), uintptr(abi.Escape(new)))
}

//go:linkname sync_atomic_SwapPointer sync/atomic.SwapPointer
func sync_atomic_SwapPointer(ptr *unsafe.Pointer, new unsafe.Pointer) unsafe.Pointer {
	return unsafe.Pointer(swapUintptr((*uintptr)(unsafe.Pointer(ptr)), uintptr(abi.Escape(new))))
}

//go:linkname sync_atomic_CompareAndSwapPointer sync/atomic.CompareAndSwapPointer
func sync_atomic_CompareAndSwapPointer(ptr *unsafe.Pointer, old, new unsafe.Pointer) bool {
	return casUintptr((*uintptr)(unsafe.Pointer(ptr)), uintptr(old), uintptr(abi.Escape(new)))
}

//go:linkname bytealg_MakeNoZero internal/bytealg.MakeNoZero
func bytealg_MakeNoZero(n int) []byte {
	if uintptr(n) > maxAlloc {
		panicmakeslicelen()
	}
	c := roundupsize(uintptr(n), true)
	return unsafe.Slice((*byte)(mallocgc(c, nil, false)), int(c))[:n]
}

// wbZero and wbMove are what compiled code calls before it clears or copies pointers while the write barrier is on;
// it never is, as the world stops for marking.
func wbZero(typ *_type, dst unsafe.Pointer)      { throw("runtime: write barrier is on") }
func wbMove(typ *_type, dst, src unsafe.Pointer) { throw("runtime: write barrier is on") }

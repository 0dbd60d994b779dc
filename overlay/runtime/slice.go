// Slices: make, append's growth, copies.

package runtime

import (
	"internal/abi"
	"internal/runtime/math"
	"unsafe"
)

const maxAlloc = 1 << 47

type slice struct {
	array unsafe.Pointer
	len   int
	cap   int
}

func panicmakeslicelen() { panic(errorString("makeslice: len out of range")) }
func panicmakeslicecap() { panic(errorString("makeslice: cap out of range")) }

func makeslice(et *_type, len, cap int) unsafe.Pointer {
	mem, overflow := math.MulUintptr(et.Size_, uintptr(cap))
	if overflow || mem > maxAlloc || len < 0 || len > cap {
		// The length is to blame if it alone is too much: programmers write make([]T, n).
		mem, overflow := math.MulUintptr(et.Size_, uintptr(len))
		if overflow || mem > maxAlloc || len < 0 {
			panicmakeslicelen()
		}
		panicmakeslicecap()
	}
	return mallocgc(mem, et, true)
}

func makeslice64(et *_type, len64, cap64 int64) unsafe.Pointer {
	return makeslice(et, int(len64), int(cap64))
}

func makeslicecopy(et *_type, tolen int, fromlen int, from unsafe.Pointer) unsafe.Pointer {
	to := makeslice(et, tolen, tolen)
	n := min(tolen, fromlen)
	if n > 0 {
		typedslicemove(et, to, from, n)
	}
	return to
}

func typedslicemove(et *_type, to, from unsafe.Pointer, n int) {
	size := uintptr(n) * et.Size_
	if et.PtrBytes == 0 {
		memmove(to, from, size)
	} else {
		bulkBarrierMove(et, to, from, size)
	}
}

// nextslicecap doubles small slices and grows large ones by a quarter, with a smooth transition.
func nextslicecap(newLen, oldCap int) int {
	if newLen > oldCap+oldCap {
		return newLen
	}
	const threshold = 256
	if oldCap < threshold {
		return oldCap + oldCap
	}
	newcap := oldCap
	for {
		newcap += (newcap + 3*threshold) >> 2
		if uint(newcap) >= uint(newLen) {
			break
		}
	}
	if newcap <= 0 {
		return newLen
	}
	return newcap
}

// growslice makes room for append: newLen = old length + num > oldCap. The result has length newLen; the new elements
// are not set (append does), what lies beyond them is zero.
func growslice(oldPtr unsafe.Pointer, newLen, oldCap, num int, et *_type) slice {
	oldLen := newLen - num
	if newLen < 0 {
		panic(errorString("growslice: len out of range"))
	}
	if et.Size_ == 0 {
		return slice{unsafe.Pointer(&zerobase), newLen, newLen}
	}
	newcap := nextslicecap(newLen, oldCap)
	mem, overflow := math.MulUintptr(et.Size_, uintptr(newcap))
	if !overflow && mem <= maxAlloc {
		mem = roundupsize(mem, et.PtrBytes == 0)
		newcap = int(mem / et.Size_)
		mem = uintptr(newcap) * et.Size_
	}
	if overflow || mem > maxAlloc {
		panic(errorString("growslice: len out of range"))
	}
	lenmem := uintptr(oldLen) * et.Size_
	newlenmem := uintptr(newLen) * et.Size_
	var p unsafe.Pointer
	if et.PtrBytes == 0 {
		p = mallocgc(mem, nil, false)
		memclrNoHeapPointers(add(p, newlenmem), mem-newlenmem)
		memmove(p, oldPtr, lenmem)
	} else {
		p = mallocgc(mem, et, true)
		if lenmem > 0 {
			bulkBarrierMove(et, p, oldPtr, lenmem)
		}
	}
	return slice{p, newLen, newcap}
}

//go:linkname reflect_growslice reflect.growslice
func reflect_growslice(et *_type, old slice, num int) slice {
	num -= old.cap - old.len
	new := growslice(old.array, old.cap+num, old.cap, num, et)
	if et.PtrBytes == 0 {
		oldcapmem := uintptr(old.cap) * et.Size_
		newlenmem := uintptr(new.len) * et.Size_
		memclrNoHeapPointers(add(new.array, oldcapmem), newlenmem-oldcapmem)
	}
	new.len = old.len
	return new
}

func slicecopy(toPtr unsafe.Pointer, toLen int, fromPtr unsafe.Pointer, fromLen int, width uintptr) int {
	n := min(toLen, fromLen)
	if n == 0 || width == 0 {
		return n
	}
	memmove(toPtr, fromPtr, uintptr(n)*width)
	return n
}

func typedslicecopy(et *_type, dstPtr unsafe.Pointer, dstLen int, srcPtr unsafe.Pointer, srcLen int) int {
	n := min(dstLen, srcLen)
	if n == 0 || dstPtr == srcPtr {
		return n
	}
	typedslicemove(et, dstPtr, srcPtr, n)
	return n
}

//go:linkname reflect_typedslicecopy reflect.typedslicecopy
func reflect_typedslicecopy(et *_type, dst, src slice) int {
	return typedslicecopy(et, dst.array, dst.len, src.array, src.len)
}

//go:linkname bytealg_MakeNoZero internal/bytealg.MakeNoZero
func bytealg_MakeNoZero(len int) []byte {
	if uintptr(len) > maxAlloc {
		panicmakeslicelen()
	}
	capacity := roundupsize(uintptr(len), true)
	return unsafe.Slice((*byte)(mallocgc(capacity, nil, false)), int(capacity))[:len]
}

func unsafeslicecheckptr(et *_type, ptr unsafe.Pointer, len64 int64) { unsafeslice64(et, ptr, len64) }

func unsafeslice(et *_type, ptr unsafe.Pointer, len int) {
	if len < 0 {
		panicunsafeslicelen()
	}
	if et.Size_ == 0 {
		if ptr == nil && len > 0 {
			panicunsafeslicenilptr()
		}
	}
	mem, overflow := math.MulUintptr(et.Size_, uintptr(len))
	if overflow || mem > -uintptr(ptr) {
		if ptr == nil {
			panicunsafeslicenilptr()
		}
		panicunsafeslicelen()
	}
}

func unsafeslice64(et *_type, ptr unsafe.Pointer, len64 int64) {
	len := int(len64)
	if int64(len) != len64 {
		panicunsafeslicelen()
	}
	unsafeslice(et, ptr, len)
}

//go:linkname reflect_unsafeslice reflect.unsafeslice
func reflect_unsafeslice(et *_type, ptr unsafe.Pointer, len int) { unsafeslice(et, ptr, len) }

func panicunsafeslicelen()    { panic(errorString("unsafe.Slice: len out of range")) }
func panicunsafeslicenilptr() { panic(errorString("unsafe.Slice: ptr is nil and len is not zero")) }
func panicunsafestringlen()   { panic(errorString("unsafe.String: len out of range")) }
func panicunsafestringnilptr() {
	panic(errorString("unsafe.String: ptr is nil and len is not zero"))
}

func unsafestring(ptr unsafe.Pointer, len int) {
	if len < 0 {
		panicunsafestringlen()
	}
	if uintptr(len) > -uintptr(ptr) {
		if ptr == nil {
			panicunsafestringnilptr()
		}
		panicunsafestringlen()
	}
}

func unsafestring64(ptr unsafe.Pointer, len64 int64) {
	len := int(len64)
	if int64(len) != len64 {
		panicunsafestringlen()
	}
	unsafestring(ptr, len)
}

type _type = abi.Type

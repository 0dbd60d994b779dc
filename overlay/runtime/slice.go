package runtime

import (
	"internal/runtime/math"
	"unsafe"
)

func panicmakeslicelen() { panic(errorString("makeslice: len out of range")) }
func panicmakeslicecap() { panic(errorString("makeslice: cap out of range")) }

func makeslice(et *_type, len, cap int) unsafe.Pointer {
	mem, overflow := math.MulUintptr(et.Size_, uintptr(cap))
	if overflow || mem > maxAlloc || len < 0 || len > cap {
		mem, overflow := math.MulUintptr(et.Size_, uintptr(len))
		if overflow || mem > maxAlloc || len < 0 {
			panicmakeslicelen()
		}
		panicmakeslicecap()
	}
	return mallocgc(mem, et, true)
}

// makeslicein makes a slice in room, which has place for n elements without pointers and may be nil.
//
//go:noinline
func makeslicein(et *_type, len, cap int, room unsafe.Pointer, n int) unsafe.Pointer {
	if room == nil || uint(cap) > uint(n) || uint(len) > uint(cap) {
		return makeslice(et, len, cap)
	}
	memclrNoHeapPointers(room, uintptr(n)*et.Size_)
	return room
}

// nextslicecap is gc's growth: double while small, then by a quarter.
func nextslicecap(newLen, oldCap int) int {
	newcap := oldCap
	double := newcap + newcap
	if newLen > double {
		return newLen
	}
	const threshold = 256
	if oldCap < threshold {
		return double
	}
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

// growslice makes a larger backing array for append: newLen is the length wanted, num how many are appended.
func growslice(oldPtr unsafe.Pointer, newLen, oldCap, num int, et *_type) slice {
	oldLen := newLen - num
	if newLen < 0 {
		panic(errorString("growslice: len out of range"))
	}
	if et.Size_ == 0 {
		return slice{unsafe.Pointer(&zeroVal), newLen, newLen}
	}
	newcap := nextslicecap(newLen, oldCap)
	mem, overflow := math.MulUintptr(et.Size_, uintptr(newcap))
	mem = roundupsize(mem, !et.Pointers())
	newcap = int(mem / et.Size_)
	mem = uintptr(newcap) * et.Size_
	if overflow || mem > maxAlloc {
		panic(errorString("growslice: len out of range"))
	}
	lenmem := uintptr(oldLen) * et.Size_
	var p unsafe.Pointer
	if !et.Pointers() {
		p = mallocgc(mem, nil, false)
		newlenmem := uintptr(newLen) * et.Size_
		memclrNoHeapPointers(add(p, newlenmem), mem-newlenmem)
	} else {
		p = mallocgc(mem, et, true)
	}
	memmove(p, oldPtr, lenmem)
	return slice{p, newLen, newcap}
}

//go:linkname reflect_growslice reflect.growslice
func reflect_growslice(et *_type, old slice, num int) slice {
	num -= old.cap - old.len
	s := growslice(old.array, old.cap+num, old.cap, num, et)
	if !et.Pointers() {
		oldcapmem := uintptr(old.cap) * et.Size_
		newlenmem := uintptr(s.len) * et.Size_
		memclrNoHeapPointers(add(s.array, oldcapmem), newlenmem-oldcapmem)
	}
	s.len = old.len
	return s
}

// unsafe.Slice and unsafe.String.

func unsafeslice(et *_type, ptr unsafe.Pointer, len int) {
	if len < 0 {
		panicunsafeslicelen()
	}
	mem, overflow := math.MulUintptr(et.Size_, uintptr(len))
	if overflow || mem > -uintptr(ptr) {
		if ptr == nil {
			panicunsafeslicenilptr()
		}
		panicunsafeslicelen()
	}
}

func panicunsafeslicelen()    { panic(errorString("unsafe.Slice: len out of range")) }
func panicunsafeslicenilptr() { panic(errorString("unsafe.Slice: ptr is nil and len is not zero")) }
func panicunsafestringlen()   { panic(errorString("unsafe.String: len out of range")) }
func panicunsafestringnilptr() {
	panic(errorString("unsafe.String: ptr is nil and len is not zero"))
}

//go:linkname reflect_unsafeslice reflect.unsafeslice
func reflect_unsafeslice(et *_type, ptr unsafe.Pointer, len int) { unsafeslice(et, ptr, len) }

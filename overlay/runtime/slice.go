package runtime

import (
	"internal/runtime/math"
	"unsafe"
)

// Making and growing slices, and the checks of unsafe.Slice and unsafe.String.

func panicmakeslicelen() { panic(errorString("makeslice: len out of range")) }
func panicmakeslicecap() { panic(errorString("makeslice: cap out of range")) }

func makeslice(et *_type, len, cap int) unsafe.Pointer {
	size, ok := arraySize(et, cap)
	if !ok || uint(len) > uint(cap) {
		// It is the length's fault if it alone would be too much.
		if _, ok = arraySize(et, len); ok {
			panicmakeslicecap()
		}
		panicmakeslicelen()
	}
	return mallocgc(size, et, true)
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

// nextslicecap is how much room append asks for, as programs see it of gc: twice as much as there was if that was little,
// then less and less, towards a quarter more; what is wanted if that is more than twice.
func nextslicecap(newLen, oldCap int) int {
	const little = 256
	if newLen > 2*oldCap {
		return newLen
	}
	if oldCap < little {
		return 2 * oldCap
	}
	room := uint(oldCap)
	for {
		room += (room + 3*little) / 4
		if room >= uint(newLen) {
			return int(room)
		}
	}
}

// growslice makes a larger backing array for append: newLen is the length wanted, num how many are appended.
func growslice(oldPtr unsafe.Pointer, newLen, oldCap, num int, et *_type) slice {
	if newLen < 0 {
		panic(growTooLong)
	}
	if et.Size_ == 0 {
		return slice{unsafe.Pointer(&zeroVal), newLen, newLen}
	}
	size, ok := arraySize(et, nextslicecap(newLen, oldCap))
	if !ok {
		panic(growTooLong)
	}
	// What the allocator would waste becomes capacity.
	pointers := et.Pointers()
	room := roundupsize(size, !pointers)
	if et.Size_ > 1 {
		room /= et.Size_
	}
	size = room * et.Size_
	var array unsafe.Pointer
	if pointers {
		array = mallocgc(size, et, true)
	} else {
		// The caller writes up to newLen.
		array = mallocgc(size, nil, false)
		used := uintptr(newLen) * et.Size_
		memclrNoHeapPointers(add(array, used), size-used)
	}
	memmove(array, oldPtr, uintptr(newLen-num)*et.Size_)
	return slice{array, newLen, int(room)}
}

const growTooLong = errorString("growslice: len out of range")

// reflect_growslice makes room for num more elements, which are zero, without changing the length.
//
//go:linkname reflect_growslice reflect.growslice
func reflect_growslice(et *_type, old slice, num int) slice {
	room := old.len + num
	// What lies between the length and the capacity is kept too.
	s := growslice(old.array, room, old.cap, room-old.cap, et)
	if !et.Pointers() {
		memclrNoHeapPointers(add(s.array, uintptr(old.cap)*et.Size_), uintptr(room-old.cap)*et.Size_)
	}
	s.len = old.len
	return s
}

// unsafeslice checks what unsafe.Slice is given: the elements must not go past the end of the address space.
func unsafeslice(et *_type, ptr unsafe.Pointer, len int) {
	size, overflow := math.MulUintptr(et.Size_, uintptr(len))
	if len >= 0 && !overflow && size <= -uintptr(ptr) {
		return
	}
	if len > 0 && ptr == nil {
		panicunsafeslicenilptr()
	}
	panicunsafeslicelen()
}

func panicunsafeslicelen()    { panic(errorString("unsafe.Slice: len out of range")) }
func panicunsafeslicenilptr() { panic(errorString("unsafe.Slice: ptr is nil and len is not zero")) }
func panicunsafestringlen()   { panic(errorString("unsafe.String: len out of range")) }
func panicunsafestringnilptr() {
	panic(errorString("unsafe.String: ptr is nil and len is not zero"))
}

//go:linkname reflect_unsafeslice reflect.unsafeslice
func reflect_unsafeslice(et *_type, ptr unsafe.Pointer, len int) { unsafeslice(et, ptr, len) }

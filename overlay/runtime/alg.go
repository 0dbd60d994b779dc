package runtime

import (
	"internal/abi"
	"internal/runtime/atomic"
	"internal/runtime/math"
	"unsafe"
)

// Equality and hashes of values: what descriptors, maps and compiled code call.

func storeUintptr(p *uintptr, v uintptr)         { atomic.Storeuintptr(p, v) }
func casUintptr(p *uintptr, old, v uintptr) bool { return atomic.Casuintptr(p, old, v) }
func swapUintptr(p *uintptr, v uintptr) uintptr  { return atomic.Xchguintptr(p, v) }

// Equality: of memory, and of what interfaces hold.

// leafChunk is how much a leaf call is given at most: it can't be preempted.
const leafChunk = 64 << 10

func memequal(a, b unsafe.Pointer, size uintptr) bool {
	if size <= leafChunk {
		return memequalLeaf(a, b, size)
	}
	return memequalLong(a, b, size)
}

//go:noinline
func memequalLong(a, b unsafe.Pointer, size uintptr) bool {
	for ; size > leafChunk; size -= leafChunk {
		if !memequalLeaf(a, b, leafChunk) {
			return false
		}
		a, b = add(a, leafChunk), add(b, leafChunk)
	}
	return memequalLeaf(a, b, size)
}

// efaceeq compares what two interfaces with the same dynamic type hold; ifaceeq, with the same method table.
func efaceeq(t *_type, x, y unsafe.Pointer) bool {
	switch {
	case t == nil: // both hold nothing
		return true
	case t.Equal == nil:
		panic(errorString("comparing uncomparable type " + toRType(t).string()))
	case t.IsDirectIface():
		return x == y
	}
	return t.Equal(abi.NoEscape(x), abi.NoEscape(y)) // nothing that compares keeps what it compares
}

func ifaceeq(tab *itab, x, y unsafe.Pointer) bool { return tab == nil || efaceeq(tab.Type, x, y) }

// Hash functions: runtime/hash_leaf.c says how. Up to 16 bytes are hashed here, which is cheaper than a call.

// hashKey is a copy of the C side's.
var hashKey [4]uintptr

//tuco:leaf rt_get_hash_key
func hashKeyC() *[4]uintptr

func hashInit() { hashKey = *hashKeyC() }

func fold(a, b uintptr) uintptr {
	high, low := math.Mul64(uint64(a), uint64(b))
	return uintptr(high ^ low)
}

// hashWords finishes the hash of n bytes whose last 16 are in a and b.
func hashWords(a, b, h, n uintptr) uintptr {
	return fold(hashKey[1]^n, fold(a^hashKey[2], b^h^hashKey[0]))
}

func memhash(p unsafe.Pointer, h, n uintptr) uintptr {
	var a, b uintptr
	switch {
	case n > leafChunk:
		return memhashLong(p, h, n)
	case n > 16:
		return memhashLeaf(p, h, n)
	case n >= 8:
		a, b = *(*uintptr)(p), *(*uintptr)(add(p, n-8))
	case n >= 4:
		a = uintptr(*(*uint32)(p)) | uintptr(*(*uint32)(add(p, n-4)))<<(8*(n-4)&63)
	case n > 0:
		a = uintptr(*(*uint8)(p)) | uintptr(*(*uint8)(add(p, n>>1)))<<(8*(n>>1)&63) | uintptr(*(*uint8)(add(p, n-1)))<<(8*(n-1)&63)
	}
	return hashWords(a, b, h, n)
}

func memhashLong(p unsafe.Pointer, h, n uintptr) uintptr {
	for ; n > leafChunk; n -= leafChunk {
		h = memhashLeaf(p, h, leafChunk)
		p = add(p, leafChunk)
	}
	return memhashLeaf(p, h, n)
}

func memhash32(p unsafe.Pointer, h uintptr) uintptr {
	return hashWords(uintptr(*(*uint32)(p)), 0, h, 4)
}
func memhash64(p unsafe.Pointer, h uintptr) uintptr { return memhashWord64(*(*uint64)(p), h) }
func memhashWord64(x uint64, h uintptr) uintptr     { return hashWords(uintptr(x), uintptr(x), h, 8) }
func memhashWord32(x uint32, h uintptr) uintptr     { return hashWords(uintptr(x), 0, h, 4) }

func strhash(p unsafe.Pointer, h uintptr) uintptr {
	x := (*stringStruct)(p)
	return memhash(x.str, h, uintptr(x.len))
}

func stringHash(s string, seed uintptr) uintptr {
	return memhash(unsafe.Pointer(unsafe.StringData(s)), seed, uintptr(len(s)))
}

// Floats hash by their bits, but for those that are not equal as their bits are: the zeros hash alike, and a NaN, which
// equals nothing, at random, so that a map's NaNs do not all fall in one place.

func f32hash(p unsafe.Pointer, h uintptr) uintptr {
	f := *(*float32)(p)
	if f != f {
		return memhashWord64(rand(), h)
	}
	if f == 0 {
		f = 0 // not -0
	}
	return memhashWord32(*(*uint32)(unsafe.Pointer(&f)), h)
}

func f64hash(p unsafe.Pointer, h uintptr) uintptr {
	f := *(*float64)(p)
	if f != f {
		return memhashWord64(rand(), h)
	}
	if f == 0 {
		f = 0 // not -0
	}
	return memhashWord64(*(*uint64)(unsafe.Pointer(&f)), h)
}

// Complex numbers are two floats.
func c64hash(p unsafe.Pointer, h uintptr) uintptr  { return f32hash(add(p, 4), f32hash(p, h)) }
func c128hash(p unsafe.Pointer, h uintptr) uintptr { return f64hash(add(p, 8), f64hash(p, h)) }

// hashDynamic hashes what an interface with type t holds; data is its second word.
func hashDynamic(t *_type, data *unsafe.Pointer, h uintptr) uintptr {
	if t.Equal == nil {
		panic(unhashableError{t})
	}
	p := *data
	if t.IsDirectIface() {
		p = unsafe.Pointer(data)
	}
	return typehash(t, p, h^0x2545f491)
}

func interhash(p unsafe.Pointer, h uintptr) uintptr {
	if i := (*iface)(p); i.tab != nil {
		return hashDynamic(i.tab.Type, &i.data, h)
	}
	return h
}

func nilinterhash(p unsafe.Pointer, h uintptr) uintptr {
	if e := (*eface)(p); e._type != nil {
		return hashDynamic(e._type, &e.data, h)
	}
	return h
}

// typehash hashes a value by its descriptor, to what compiled code makes of it.
func typehash(t *_type, p unsafe.Pointer, h uintptr) uintptr {
	if t.TFlag&abi.TFlagRegularMemory != 0 {
		if t.Size_ == 8 { // so are most
			return memhash64(p, h)
		}
		return memhash(p, h, t.Size_)
	}
	switch t.Kind() {
	case abi.String:
		return strhash(p, h)
	case abi.Struct:
		fields := (*abi.StructType)(unsafe.Pointer(t)).Fields
		for i := range fields {
			if f := &fields[i]; !f.Name.IsBlank() {
				h = typehash(f.Typ, add(p, f.Offset), h)
			}
		}
		return h
	case abi.Array:
		a := (*abi.ArrayType)(unsafe.Pointer(t))
		for at := uintptr(0); at < t.Size_; at += a.Elem.Size_ {
			h = typehash(a.Elem, add(p, at), h)
		}
		return h
	case abi.Float32, abi.Complex64:
		for at := uintptr(0); at < t.Size_; at += 4 {
			h = f32hash(add(p, at), h)
		}
		return h
	case abi.Float64, abi.Complex128:
		for at := uintptr(0); at < t.Size_; at += 8 {
			h = f64hash(add(p, at), h)
		}
		return h
	case abi.Interface:
		if len((*interfacetype)(unsafe.Pointer(t)).Methods) == 0 {
			return nilinterhash(p, h)
		}
		return interhash(p, h)
	}
	panic(unhashableError{t})
}

//go:linkname reflect_typehash reflect.typehash
func reflect_typehash(t *_type, p unsafe.Pointer, h uintptr) uintptr { return typehash(t, p, h) }

// unhashableError is the panic value for map keys and hashes of types that have none.
type unhashableError struct{ typ *_type }

func (e unhashableError) RuntimeError() {}
func (e unhashableError) Error() string {
	return "runtime error: hash of unhashable type " + toRType(e.typ).string()
}

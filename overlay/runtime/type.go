package runtime

import (
	"internal/abi"
	"unsafe"
)

// Names, types and code by offset in type descriptors. Negative offsets name what reflect made.

type rtype struct{ *abi.Type }

func toRType(t *abi.Type) rtype { return rtype{t} }

var typesBase, typesEnd, textBase uintptr

func initTypes() {
	typesBase, typesEnd = typesRange()
	textBase, _ = textRange()
}

var reflectOffs struct {
	lock sleepLock
	next int32
	m    map[int32]unsafe.Pointer
	minv map[unsafe.Pointer]int32
}

func resolve(off int32) unsafe.Pointer {
	if off < 0 {
		reflectOffs.lock.lock()
		p := reflectOffs.m[off]
		reflectOffs.lock.unlock()
		return p
	}
	if typesBase == 0 {
		initTypes()
	}
	return unsafe.Pointer(typesBase + uintptr(off))
}

func (t rtype) nameOff(off abi.NameOff) abi.Name {
	if off == 0 {
		return abi.Name{}
	}
	return abi.Name{Bytes: (*byte)(resolve(int32(off)))}
}

func (t rtype) typeOff(off abi.TypeOff) *_type {
	if off == 0 || off == -1 {
		return nil
	}
	return (*_type)(resolve(int32(off)))
}

func unreachableMethod() {
	throw("unreachable method called. linker bug?")
}

func (t rtype) textOff(off abi.TextOff) unsafe.Pointer {
	if off == -1 {
		// Nobody calls a method that was left out, but reflection copies method tables.
		return unsafe.Pointer(abi.FuncPCABIInternal(unreachableMethod))
	}
	if off < 0 {
		return resolve(int32(off))
	}
	if textBase == 0 {
		initTypes()
	}
	return unsafe.Pointer(textBase + uintptr(off))
}

func (t rtype) string() string {
	s := t.nameOff(t.Str).Name()
	if t.TFlag&abi.TFlagExtraStar != 0 {
		return s[1:]
	}
	return s
}

func (t rtype) pkgpath() string {
	if u := t.Uncommon(); u != nil {
		return t.nameOff(u.PkgPath).Name()
	}
	switch t.Kind() {
	case abi.Struct:
		return (*abi.StructType)(unsafe.Pointer(t.Type)).PkgPath.Name()
	case abi.Interface:
		return (*interfacetype)(unsafe.Pointer(t.Type)).PkgPath.Name()
	}
	return ""
}

// pkgPath is the package of an unexported name, "" if it carries none.
func pkgPath(n abi.Name) string {
	if n.Bytes == nil || *n.Data(0)&(1<<2) == 0 {
		return ""
	}
	i, l := n.ReadVarint(1)
	off := 1 + i + l
	if *n.Data(0)&(1<<1) != 0 {
		i2, l2 := n.ReadVarint(off)
		off += i2 + l2
	}
	var nameOff abi.NameOff
	memmove(unsafe.Pointer(&nameOff), unsafe.Pointer(n.Data(off)), 4)
	return toRType(nil).nameOff(nameOff).Name()
}

//go:linkname maps_typeString internal/runtime/maps.typeString
func maps_typeString(typ *_type) string { return toRType(typ).string() }

//go:linkname reflect_resolveNameOff reflect.resolveNameOff
func reflect_resolveNameOff(ptrInModule unsafe.Pointer, off int32) unsafe.Pointer {
	return unsafe.Pointer(toRType(nil).nameOff(abi.NameOff(off)).Bytes)
}

//go:linkname reflect_resolveTypeOff reflect.resolveTypeOff
func reflect_resolveTypeOff(rtype unsafe.Pointer, off int32) unsafe.Pointer {
	return unsafe.Pointer(toRType(nil).typeOff(abi.TypeOff(off)))
}

//go:linkname reflect_resolveTextOff reflect.resolveTextOff
func reflect_resolveTextOff(rtype unsafe.Pointer, off int32) unsafe.Pointer {
	return toRType(nil).textOff(abi.TextOff(off))
}

//go:linkname reflectlite_resolveNameOff internal/reflectlite.resolveNameOff
func reflectlite_resolveNameOff(ptrInModule unsafe.Pointer, off int32) unsafe.Pointer {
	return unsafe.Pointer(toRType(nil).nameOff(abi.NameOff(off)).Bytes)
}

//go:linkname reflectlite_resolveTypeOff internal/reflectlite.resolveTypeOff
func reflectlite_resolveTypeOff(rtype unsafe.Pointer, off int32) unsafe.Pointer {
	return unsafe.Pointer(toRType(nil).typeOff(abi.TypeOff(off)))
}

//go:linkname reflect_addReflectOff reflect.addReflectOff
func reflect_addReflectOff(ptr unsafe.Pointer) int32 {
	reflectOffs.lock.lock()
	defer reflectOffs.lock.unlock()
	if reflectOffs.m == nil {
		reflectOffs.m = make(map[int32]unsafe.Pointer)
		reflectOffs.minv = make(map[unsafe.Pointer]int32)
		reflectOffs.next = -2 // -1 means unreachable
	}
	id, found := reflectOffs.minv[ptr]
	if !found {
		id = reflectOffs.next
		reflectOffs.next--
		reflectOffs.m[id] = ptr
		reflectOffs.minv[ptr] = id
	}
	return id
}

//go:linkname reflect_typelinks reflect.typelinks
func reflect_typelinks() ([]unsafe.Pointer, [][]int32) {
	if typesBase == 0 {
		initTypes()
	}
	p, n := programTable(2)
	return []unsafe.Pointer{unsafe.Pointer(typesBase)}, [][]int32{unsafe.Slice((*int32)(p), int(n))}
}

//go:linkname reflect_gcbits reflect.gcbits
func reflect_gcbits(x any) []byte {
	t := efaceOf(&x)._type
	if t.Kind() == abi.Pointer {
		t = (*ptrtype)(unsafe.Pointer(t)).Elem
	}
	out := make([]byte, t.PtrBytes/8)
	pointerBits(out, t)
	return out
}

// pointerBits marks t's pointers in out, a byte for each of its words. Types with large masks have none in memory.
func pointerBits(out []byte, t *_type) {
	if t.TFlag&abi.TFlagGCMaskOnDemand == 0 {
		for i := uintptr(0); i < t.PtrBytes/8; i++ {
			b := *(*byte)(add(unsafe.Pointer(t.GCData), i/8))
			out[i] = b >> (i % 8) & 1
		}
		return
	}
	switch t.Kind() {
	case abi.Array:
		a := (*abi.ArrayType)(unsafe.Pointer(t))
		for i := uintptr(0); i < a.Len; i++ {
			pointerBits(out[i*a.Elem.Size_/8:], a.Elem)
		}
	case abi.Struct:
		for _, f := range (*abi.StructType)(unsafe.Pointer(t)).Fields {
			if f.Typ.PtrBytes != 0 {
				pointerBits(out[f.Offset/8:], f.Typ)
			}
		}
	}
}

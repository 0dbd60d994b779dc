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

// made is what reflect made and refers to by offset: -2 is the first, and so on.
var made struct {
	lock    sleepLock
	things  []unsafe.Pointer
	offsets map[unsafe.Pointer]int32 // of these
}

func resolve(off int32) unsafe.Pointer {
	if off < 0 {
		made.lock.lock()
		p := made.things[-2-off]
		made.lock.unlock()
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

// string is the type's name. A type may share the text of the pointer type to it, of which it has all but the star.
func (t rtype) string() string {
	shared := 0
	if t.TFlag&abi.TFlagExtraStar != 0 {
		shared = len("*")
	}
	return t.nameOff(t.Str).Name()[shared:]
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
	const hasTag, hasPackage = 1 << 1, 1 << 2
	if n.Bytes == nil || *n.Bytes&hasPackage == 0 {
		return ""
	}
	// It is behind the flags, the name and perhaps a tag; these two are behind their lengths.
	texts := 1
	if *n.Bytes&hasTag != 0 {
		texts = 2
	}
	at := 1
	for range texts {
		width, length := n.ReadVarint(at)
		at += width + length
	}
	var pkg abi.NameOff
	memmove(unsafe.Pointer(&pkg), unsafe.Pointer(n.Data(at)), unsafe.Sizeof(pkg))
	return toRType(nil).nameOff(pkg).Name()
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
	made.lock.lock()
	defer made.lock.unlock()
	if made.offsets == nil {
		made.offsets = make(map[unsafe.Pointer]int32)
	}
	if off, ok := made.offsets[ptr]; ok {
		return off
	}
	off := -2 - int32(len(made.things)) // -1 is a method that was left out
	made.things = append(made.things, ptr)
	made.offsets[ptr] = off
	return off
}

//go:linkname reflect_typelinks reflect.typelinks
func reflect_typelinks() ([]unsafe.Pointer, [][]int32) {
	if typesBase == 0 {
		initTypes()
	}
	p, n := programTable(2)
	return []unsafe.Pointer{unsafe.Pointer(typesBase)}, [][]int32{unsafe.Slice((*int32)(p), int(n))}
}

// reflect_gcbits says which words hold pointers: of an object of the heap as the collector sees it, else by type.
//
//go:linkname reflect_gcbits reflect.gcbits
func reflect_gcbits(x any) []byte {
	t := efaceOf(&x)._type
	if t.Kind() == abi.Pointer {
		if base, size := findObjectC(uintptr(efaceOf(&x).data)); base != 0 {
			return objectPointerBits(base, size)
		}
		t = (*ptrtype)(unsafe.Pointer(t)).Elem
	}
	out := make([]byte, t.PtrBytes/8)
	pointerBits(out, t)
	return out
}

func objectPointerBits(base, size uintptr) []byte {
	out := make([]byte, 0, size/8)
	for p := base; p < base+size; p += 8 {
		if isPointerWord(p) {
			out = append(out[:(p-base)/8], 1)
		}
	}
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

// Type descriptors: names and the offsets in them, for the linker's one module and what reflect makes at run time.

package runtime

import (
	"internal/abi"
	"unsafe"
)

type (
	nameOff = abi.NameOff
	typeOff = abi.TypeOff
	textOff = abi.TextOff
	name    = abi.Name
)

type rtype struct {
	*abi.Type
}

func toRType(t *abi.Type) rtype { return rtype{t} }

func (t rtype) string() string {
	s := t.nameOff(t.Str).Name()
	if t.TFlag&abi.TFlagExtraStar != 0 {
		return s[1:]
	}
	return s
}

func (t rtype) uncommon() *abi.UncommonType { return t.Uncommon() }

// name is the type's own name, without package and type arguments' packages cut.
func (t rtype) name() string {
	if t.TFlag&abi.TFlagNamed == 0 {
		return ""
	}
	s := t.string()
	i := len(s) - 1
	brackets := 0
	for i >= 0 && (s[i] != '.' || brackets != 0) {
		switch s[i] {
		case ']':
			brackets++
		case '[':
			brackets--
		}
		i--
	}
	return s[i+1:]
}

func (t rtype) pkgpath() string {
	if u := t.uncommon(); u != nil {
		return t.nameOff(u.PkgPath).Name()
	}
	switch t.Kind() {
	case abi.Struct:
		return (*structtype)(unsafe.Pointer(t.Type)).PkgPath.Name()
	case abi.Interface:
		return (*interfacetype)(unsafe.Pointer(t.Type)).PkgPath.Name()
	}
	return ""
}

// Negative offsets number what reflect made: names, types and code that live in the heap.
var reflectOffs struct {
	next int32
	m    map[int32]unsafe.Pointer
	minv map[unsafe.Pointer]int32
}

//tuco:leaf rt_types_base
func typesBase() uintptr

//tuco:leaf rt_text_base
func textBase() uintptr

func resolveOff(off int32) unsafe.Pointer {
	if off < 0 {
		p := reflectOffs.m[off]
		if p == nil {
			throw("runtime: offset base pointer out of range")
		}
		return p
	}
	return unsafe.Pointer(typesBase() + uintptr(off))
}

func (t rtype) nameOff(off nameOff) name {
	if off == 0 {
		return name{}
	}
	return name{Bytes: (*byte)(resolveOff(int32(off)))}
}

func (t rtype) typeOff(off typeOff) *_type {
	if off == 0 || off == -1 {
		return nil // -1: the linker dropped the method
	}
	return (*_type)(resolveOff(int32(off)))
}

func unreachableMethod() { throw("unreachable method called. linker bug?") }

func (t rtype) textOff(off textOff) unsafe.Pointer {
	if off == -1 {
		return unsafe.Pointer(abi.FuncPCABIInternal(unreachableMethod))
	}
	if off < 0 {
		return resolveOff(int32(off))
	}
	return unsafe.Pointer(textBase() + uintptr(off))
}

// pkgPath of a name: set on unexported ones of another package than their type's.
func pkgPath(n name) string {
	if n.Bytes == nil || *n.Data(0)&(1<<2) == 0 {
		return ""
	}
	i, l := n.ReadVarint(1)
	off := 1 + i + l
	if n.HasTag() {
		i2, l2 := n.ReadVarint(off)
		off += i2 + l2
	}
	var nameOff nameOff
	copy((*[4]byte)(unsafe.Pointer(&nameOff))[:], (*[4]byte)(unsafe.Pointer(n.Data(off)))[:])
	return toRType(nil).nameOff(nameOff).Name()
}

//go:linkname reflect_resolveNameOff reflect.resolveNameOff
func reflect_resolveNameOff(ptrInModule unsafe.Pointer, off int32) unsafe.Pointer {
	return unsafe.Pointer(toRType(nil).nameOff(nameOff(off)).Bytes)
}

//go:linkname reflect_resolveTypeOff reflect.resolveTypeOff
func reflect_resolveTypeOff(rtype unsafe.Pointer, off int32) unsafe.Pointer {
	return unsafe.Pointer(toRType((*_type)(rtype)).typeOff(typeOff(off)))
}

//go:linkname reflect_resolveTextOff reflect.resolveTextOff
func reflect_resolveTextOff(rtype unsafe.Pointer, off int32) unsafe.Pointer {
	return toRType((*_type)(rtype)).textOff(textOff(off))
}

//go:linkname reflectlite_resolveNameOff internal/reflectlite.resolveNameOff
func reflectlite_resolveNameOff(ptrInModule unsafe.Pointer, off int32) unsafe.Pointer {
	return reflect_resolveNameOff(ptrInModule, off)
}

//go:linkname reflectlite_resolveTypeOff internal/reflectlite.resolveTypeOff
func reflectlite_resolveTypeOff(rtype unsafe.Pointer, off int32) unsafe.Pointer {
	return reflect_resolveTypeOff(rtype, off)
}

//go:linkname reflect_addReflectOff reflect.addReflectOff
func reflect_addReflectOff(ptr unsafe.Pointer) int32 {
	if reflectOffs.m == nil {
		reflectOffs.m = make(map[int32]unsafe.Pointer)
		reflectOffs.minv = make(map[unsafe.Pointer]int32)
		reflectOffs.next = -2
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

// Interfaces: itabs made at run time, assertions, conversions.

package runtime

import (
	"internal/abi"
	"unsafe"
)

type (
	itab          = abi.ITab
	interfacetype = abi.InterfaceType
	maptype       = abi.MapType
	arraytype     = abi.ArrayType
	chantype      = abi.ChanType
	functype      = abi.FuncType
	ptrtype       = abi.PtrType
	slicetype     = abi.SliceType
	structtype    = abi.StructType
)

type iface struct {
	tab  *itab
	data unsafe.Pointer
}

type eface struct {
	_type *_type
	data  unsafe.Pointer
}

func efaceOf(ep *any) *eface { return (*eface)(unsafe.Pointer(ep)) }

// The table of itabs, by interface and type: open addressing, a power of two of slots, at most three quarters full.
// Goroutines switch only at calls, and tables are replaced whole, so a lookup sees a consistent one.
type itabTableType struct {
	count   uintptr
	entries []*itab
}

var itabTable *itabTableType

func itabHash(inter *interfacetype, typ *_type) uintptr { return uintptr(inter.Type.Hash ^ typ.Hash) }

func (t *itabTableType) find(inter *interfacetype, typ *_type) *itab {
	mask := uintptr(len(t.entries) - 1)
	for at := itabHash(inter, typ) & mask; ; at = (at + 1) & mask {
		m := t.entries[at]
		if m == nil || m.Inter == inter && m.Type == typ {
			return m
		}
	}
}

func (t *itabTableType) insert(m *itab) {
	mask := uintptr(len(t.entries) - 1)
	for at := itabHash(m.Inter, m.Type) & mask; ; at = (at + 1) & mask {
		if t.entries[at] == m {
			return
		}
		if t.entries[at] == nil {
			t.entries[at] = m
			t.count++
			return
		}
	}
}

func itabsinit() {
	static := staticItabs()
	size := 512
	for size*3/4 < len(static)+1 {
		size *= 2
	}
	itabTable = &itabTableType{entries: make([]*itab, size)}
	for _, m := range static {
		itabTable.insert(m)
	}
}

func itabAdd(m *itab) {
	t := itabTable
	if 4*t.count >= 3*uintptr(len(t.entries)) {
		grown := &itabTableType{entries: make([]*itab, 2*len(t.entries))}
		for _, old := range t.entries {
			if old != nil {
				grown.insert(old)
			}
		}
		itabTable = grown
		t = grown
	}
	t.insert(m)
}

// getitab finds or makes the itab. If typ lacks a method: nil if canfail, else a panic.
func getitab(inter *interfacetype, typ *_type, canfail bool) *itab {
	if len(inter.Methods) == 0 {
		throw("internal error - misuse of itab")
	}
	if typ.TFlag&abi.TFlagUncommon == 0 {
		if canfail {
			return nil
		}
		name := toRType(&inter.Type).nameOff(inter.Methods[0].Name)
		panic(&TypeAssertionError{nil, typ, &inter.Type, name.Name()})
	}
	m := itabTable.find(inter, typ)
	if m == nil {
		m = (*itab)(persistentalloc(unsafe.Sizeof(itab{}) + uintptr(len(inter.Methods)-1)*8))
		m.Inter = inter
		m.Type = typ
		m.Hash = 0 // set for static itabs only; type switches use the type's
		itabInit(m)
		itabAdd(m)
	}
	if m.Fun[0] != 0 {
		return m
	}
	if canfail {
		return nil
	}
	panic(&TypeAssertionError{concrete: typ, asserted: &inter.Type, missingMethod: itabInit(m)})
}

// itabInit fills in the methods; both lists are sorted by name. On failure Fun[0] stays 0 and the name of the missing
// method is returned.
func itabInit(m *itab) string {
	inter := m.Inter
	typ := m.Type
	x := typ.Uncommon()
	methods := unsafe.Slice((*abi.Method)(add(unsafe.Pointer(x), uintptr(x.Moff))), int(x.Mcount))
	funs := unsafe.Slice((*uintptr)(unsafe.Pointer(&m.Fun[0])), len(inter.Methods))
	var first uintptr
	at := 0
next:
	for k := range inter.Methods {
		want := &inter.Methods[k]
		wantType := toRType(&inter.Type).typeOff(want.Typ)
		wantName := toRType(&inter.Type).nameOff(want.Name)
		name := wantName.Name()
		wantPath := pkgPath(wantName)
		if wantPath == "" {
			wantPath = inter.PkgPath.Name()
		}
		for ; at < len(methods); at++ {
			t := &methods[at]
			haveName := toRType(typ).nameOff(t.Name)
			if haveName.Name() != name || toRType(typ).typeOff(t.Mtyp) != wantType {
				continue
			}
			path := pkgPath(haveName)
			if path == "" {
				path = toRType(typ).nameOff(x.PkgPath).Name()
			}
			if haveName.IsExported() || path == wantPath {
				fn := uintptr(toRType(typ).textOff(t.Ifn))
				if k == 0 {
					first = fn // set last: it says that the itab is complete
				} else {
					funs[k] = fn
				}
				continue next
			}
		}
		return name
	}
	funs[0] = first
	return ""
}

// ---- conversions

func convT(t *_type, v unsafe.Pointer) unsafe.Pointer {
	x := mallocgc(t.Size_, t, false)
	typedmemmove(t, x, v)
	return x
}

func convTnoptr(t *_type, v unsafe.Pointer) unsafe.Pointer {
	x := mallocgc(t.Size_, t, false)
	memmove(x, v, t.Size_)
	return x
}

func convT16(val uint16) unsafe.Pointer {
	if val < uint16(len(staticuint64s)) {
		return unsafe.Pointer(&staticuint64s[val])
	}
	x := mallocgc(2, nil, false)
	*(*uint16)(x) = val
	return x
}

func convT32(val uint32) unsafe.Pointer {
	if val < uint32(len(staticuint64s)) {
		return unsafe.Pointer(&staticuint64s[val])
	}
	x := mallocgc(4, nil, false)
	*(*uint32)(x) = val
	return x
}

func convT64(val uint64) unsafe.Pointer {
	if val < uint64(len(staticuint64s)) {
		return unsafe.Pointer(&staticuint64s[val])
	}
	x := mallocgc(8, nil, false)
	*(*uint64)(x) = val
	return x
}

func convTstring(val string) unsafe.Pointer {
	if val == "" {
		return unsafe.Pointer(&zeroVal[0])
	}
	x := new(string)
	*x = val
	return unsafe.Pointer(x)
}

func convTslice(val []byte) unsafe.Pointer {
	if val == nil {
		return unsafe.Pointer(&zeroVal[0])
	}
	x := new([]byte)
	*x = val
	return unsafe.Pointer(x)
}

// zeroVal is what a map access without entry points to.
var zeroVal [abi.ZeroValSize]byte

// ---- assertions

func assertE2I(inter *interfacetype, t *_type) *itab {
	if t == nil {
		panic(&TypeAssertionError{nil, nil, &inter.Type, ""})
	}
	return getitab(inter, t, false)
}

func assertE2I2(inter *interfacetype, t *_type) *itab {
	if t == nil {
		return nil
	}
	return getitab(inter, t, true)
}

// panicdottypeE: a value of dynamic type have was asserted to be a want; iface is the static type.
func panicdottypeE(have, want, iface *_type) { panic(&TypeAssertionError{iface, have, want, ""}) }

func panicdottypeI(have *itab, want, iface *_type) {
	var t *_type
	if have != nil {
		t = have.Type
	}
	panicdottypeE(t, want, iface)
}

func panicnildottype(want *_type) { panic(&TypeAssertionError{nil, nil, want, ""}) }

//go:linkname reflect_ifaceE2I reflect.ifaceE2I
func reflect_ifaceE2I(inter *interfacetype, e eface, dst *iface) {
	t := e._type
	if t == nil {
		panic(&TypeAssertionError{nil, nil, &inter.Type, ""})
	}
	dst.tab = getitab(inter, t, false)
	dst.data = e.data
}

//go:linkname reflectlite_ifaceE2I internal/reflectlite.ifaceE2I
func reflectlite_ifaceE2I(inter *interfacetype, e eface, dst *iface) { reflect_ifaceE2I(inter, e, dst) }

package runtime

import (
	"internal/abi"
	"internal/runtime/atomic"
	"unsafe"
)

// Conversions to interfaces, assertions, and tables of methods made at run time.

// itabs is an open-addressing hash table of all itabs by (interface, type); static ones are added at start.
// Readers take no lock: entries and grown tables are published whole.
var itabs struct {
	table *itabTable
	lock  sleepLock
}

type itabTable struct {
	entries []*itab
	count   int
}

// Identical interface types have the same tables, named or not: compiled code asks by the underlying type, reflection
// by the one it has.
func itabHash(inter *interfacetype, typ *_type) uintptr {
	return uintptr(typ.Hash ^ uint32(inter.Methods[0].Name)*0x9e3779b1>>7 ^ uint32(len(inter.Methods)))
}

func sameInterface(a, b *interfacetype) bool {
	if a == b {
		return true
	}
	if len(a.Methods) != len(b.Methods) {
		return false
	}
	for i := range a.Methods {
		if a.Methods[i] != b.Methods[i] {
			return false
		}
		// An unexported name without a package of its own is of the interface's.
		name := toRType(&a.Type).nameOff(a.Methods[i].Name)
		if !name.IsExported() && pkgPath(name) == "" && a.PkgPath.Name() != b.PkgPath.Name() {
			return false
		}
	}
	return true
}

func itabFind(inter *interfacetype, typ *_type) *itab {
	t := (*itabTable)(atomic.Loadp(unsafe.Pointer(&itabs.table)))
	if t == nil {
		return nil
	}
	mask := uintptr(len(t.entries) - 1)
	for h := itabHash(inter, typ) & mask; ; h = (h + 1) & mask {
		m := (*itab)(atomic.Loadp(unsafe.Pointer(&t.entries[h])))
		if m == nil || m.Type == typ && sameInterface(m.Inter, inter) {
			return m
		}
	}
}

// itabAdd adds m; the lock is held.
func itabAdd(m *itab) {
	t := itabs.table
	if 4*(t.count+1) > 3*len(t.entries) {
		grown := &itabTable{entries: make([]*itab, 2*len(t.entries))}
		for _, o := range t.entries {
			if o != nil {
				grown.insert(o)
			}
		}
		t = grown
		atomic_storePointer((*unsafe.Pointer)(unsafe.Pointer(&itabs.table)), unsafe.Pointer(t))
	}
	t.insert(m)
}

func (t *itabTable) insert(m *itab) {
	mask := uintptr(len(t.entries) - 1)
	h := itabHash(m.Inter, m.Type) & mask
	for t.entries[h] != nil {
		if t.entries[h].Type == m.Type && sameInterface(t.entries[h].Inter, m.Inter) {
			return
		}
		h = (h + 1) & mask
	}
	atomic_storePointer((*unsafe.Pointer)(unsafe.Pointer(&t.entries[h])), unsafe.Pointer(m))
	t.count++
}

var itabsReady bool

func itabsinit() {
	itabsReady = true
	p, n := programTable(1)
	size := 512
	for uintptr(size) < 2*n {
		size *= 2
	}
	itabs.table = &itabTable{entries: make([]*itab, size)}
	for _, m := range unsafe.Slice((**itab)(p), int(n)) {
		itabAdd(m)
	}
}

// getitab finds or makes the method table. Without it: nil if canfail, else a panic.
func getitab(inter *interfacetype, typ *_type, canfail bool) *itab {
	if len(inter.Methods) == 0 {
		throw("internal error - misuse of itab")
	}
	if typ.TFlag&abi.TFlagUncommon == 0 {
		if canfail {
			return nil
		}
		panic(&TypeAssertionError{nil, typ, &inter.Type, toRType(&inter.Type).nameOff(inter.Methods[0].Name).Name()})
	}
	if !itabsReady {
		itabsinit()
	}
	m := itabFind(inter, typ)
	if m == nil {
		itabs.lock.lock()
		if m = itabFind(inter, typ); m == nil {
			m = (*itab)(persistentAlloc(24 + uintptr(len(inter.Methods))*8))
			m.Inter = inter
			m.Type = typ
			m.Hash = 0 // only static itabs serve type switches by hash
			itabInit(m)
			itabAdd(m)
		}
		itabs.lock.unlock()
	}
	if m.Fun[0] != 0 {
		return m
	}
	if canfail {
		return nil
	}
	panic(&TypeAssertionError{nil, typ, &inter.Type, itabInit(m)})
}

// itabInit fills the table; both method lists are sorted alike. Returns the name of a missing method, "" if none.
func itabInit(m *itab) string {
	inter, typ := m.Inter, m.Type
	x := typ.Uncommon()
	methods := x.Methods()
	funs := unsafe.Slice((*unsafe.Pointer)(unsafe.Pointer(&m.Fun[0])), len(inter.Methods))
	var first unsafe.Pointer
	j := 0
imethods:
	for k := range inter.Methods {
		i := &inter.Methods[k]
		itype := toRType(&inter.Type).typeOff(i.Typ)
		name := toRType(&inter.Type).nameOff(i.Name)
		iname := name.Name()
		ipkg := pkgPath(name)
		if ipkg == "" {
			ipkg = inter.PkgPath.Name()
		}
		for ; j < len(methods); j++ {
			t := &methods[j]
			rtyp := toRType(typ)
			tname := rtyp.nameOff(t.Name)
			if rtyp.typeOff(t.Mtyp) == itype && tname.Name() == iname {
				pkg := pkgPath(tname)
				if pkg == "" {
					pkg = rtyp.nameOff(x.PkgPath).Name()
				}
				if tname.IsExported() || pkg == ipkg {
					ifn := rtyp.textOff(t.Ifn)
					if k == 0 {
						first = ifn
					} else {
						funs[k] = ifn
					}
					continue imethods
				}
			}
		}
		m.Fun[0] = 0
		return iname
	}
	m.Fun[0] = uintptr(first)
	return ""
}

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

func panicdottypeE(have, want, iface *_type) {
	panic(&TypeAssertionError{iface, have, want, ""})
}

func panicdottypeI(have *itab, want, iface *_type) {
	var t *_type
	if have != nil {
		t = have.Type
	}
	panicdottypeE(t, want, iface)
}

func panicnildottype(want *_type) {
	panic(&TypeAssertionError{nil, nil, want, ""})
}

//go:linkname reflect_ifaceE2I reflect.ifaceE2I
func reflect_ifaceE2I(inter *interfacetype, e eface, dst *iface) {
	if e._type == nil {
		panic(&TypeAssertionError{nil, nil, &inter.Type, ""})
	}
	dst.tab = getitab(inter, e._type, false)
	dst.data = e.data
}

//go:linkname reflectlite_ifaceE2I internal/reflectlite.ifaceE2I
func reflectlite_ifaceE2I(inter *interfacetype, e eface, dst *iface) {
	reflect_ifaceE2I(inter, e, dst)
}

// Boxing.

func convT64(v uint64) unsafe.Pointer {
	if v < uint64(len(staticuint64s)) {
		return unsafe.Pointer(&staticuint64s[v])
	}
	x := mallocgc(8, nil, false)
	*(*uint64)(x) = v
	return x
}

func convTstring(v string) unsafe.Pointer {
	if v == "" {
		return unsafe.Pointer(&zeroVal[0])
	}
	p := new(string)
	*p = v
	return unsafe.Pointer(p)
}

func convTslice(v []byte) unsafe.Pointer {
	if (*slice)(unsafe.Pointer(&v)).array == nil {
		return unsafe.Pointer(&zeroVal[0])
	}
	p := new([]byte)
	*p = v
	return unsafe.Pointer(p)
}

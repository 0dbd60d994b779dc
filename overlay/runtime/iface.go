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

// itabsinit adds the static ones; the lock is held, and who finds nothing meanwhile comes to it.
func itabsinit() {
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

// getitab gives the method table for values of type typ (nil: no value) as inter. If typ lacks a method: nil if canfail,
// else a panic.
func getitab(inter *interfacetype, typ *_type, canfail bool) *itab {
	if typ != nil && typ.TFlag&abi.TFlagUncommon != 0 { // it has methods
		m := itabFind(inter, typ)
		if m == nil {
			m = itabMake(inter, typ)
		}
		if m.Fun[0] != 0 {
			return m
		}
	}
	if canfail {
		return nil
	}
	missing := ""
	if typ != nil {
		missing = implement(inter, typ, nil)
	}
	panic(&TypeAssertionError{nil, typ, &inter.Type, missing})
}

// itabMake makes a method table that was not found, unless another goroutine just did. It is kept also if there is a
// method missing; there is nothing in Fun[0] then.
func itabMake(inter *interfacetype, typ *_type) *itab {
	itabs.lock.lock()
	if itabs.table == nil {
		itabsinit()
	}
	m := itabFind(inter, typ)
	if m == nil {
		m = (*itab)(persistentAlloc(24 + uintptr(len(inter.Methods))*8))
		m.Inter, m.Type = inter, typ
		m.Hash = 0 // only static itabs serve type switches by hash
		if implement(inter, typ, unsafe.Slice(&m.Fun[0], len(inter.Methods))) != "" {
			m.Fun[0] = 0
		}
		itabAdd(m)
	}
	itabs.lock.unlock()
	return m
}

// implement puts the code of typ's methods in code, in the order of inter's methods, if code is not nil. It stops at the
// first that is missing, and gives its name.
func implement(inter *interfacetype, typ *_type, code []uintptr) (missing string) {
	want, have := toRType(&inter.Type), toRType(typ)
	var methods []abi.Method
	typePackage := ""
	if u := typ.Uncommon(); u != nil {
		methods, typePackage = u.Methods(), have.nameOff(u.PkgPath).Name()
	}
	// Both are in the same order: what was passed over for one method is no candidate for the next.
	next := 0
	for i, m := range inter.Methods {
		name, signature := want.nameOff(m.Name), want.typeOff(m.Typ)
		for ; ; next++ {
			if next == len(methods) {
				return name.Name()
			}
			candidate := have.nameOff(methods[next].Name)
			if have.typeOff(methods[next].Mtyp) == signature &&
				sameMethodName(candidate, typePackage, name, inter.PkgPath) {
				break
			}
		}
		if code != nil {
			code[i] = uintptr(have.textOff(methods[next].Ifn))
		}
		next++
	}
	return ""
}

// sameMethodName compares names as the language does: unexported ones are of a package, which is that of the type or
// interface unless the name has its own.
func sameMethodName(method abi.Name, typePackage string, wanted, interfacePackage abi.Name) bool {
	if method.Name() != wanted.Name() {
		return false
	}
	if method.IsExported() {
		return true
	}
	of, want := pkgPath(method), pkgPath(wanted)
	if of == "" {
		of = typePackage
	}
	if want == "" {
		want = interfacePackage.Name()
	}
	return of == want
}

// assertE2I is v.(I) for a v that holds a t; assertE2I2, with a second result.
func assertE2I(inter *interfacetype, t *_type) *itab  { return getitab(inter, t, false) }
func assertE2I2(inter *interfacetype, t *_type) *itab { return getitab(inter, t, true) }

// Failures of v.(T) for a T that is no interface, where v is of interface type iface.

// panicdottypeE: v has no methods and holds a value of type have.
func panicdottypeE(have, want, iface *_type) { panic(&TypeAssertionError{iface, have, want, ""}) }

// panicdottypeI: v has methods, in table have if it holds something.
func panicdottypeI(have *itab, want, iface *_type) {
	if have == nil {
		panicdottypeE(nil, want, iface)
	}
	panicdottypeE(have.Type, want, iface)
}

// panicnildottype: v holds nothing, and its type does not matter.
func panicnildottype(want *_type) { panicdottypeE(nil, want, nil) }

//go:linkname reflect_ifaceE2I reflect.ifaceE2I
func reflect_ifaceE2I(inter *interfacetype, e eface, dst *iface) {
	dst.tab = assertE2I(inter, e._type)
	dst.data = e.data
}

//go:linkname reflectlite_ifaceE2I internal/reflectlite.ifaceE2I
func reflectlite_ifaceE2I(inter *interfacetype, e eface, dst *iface) {
	reflect_ifaceE2I(inter, e, dst)
}

// Memory for values in interfaces. Compiled code calls these where the memory has to be on the heap; they know values
// that need none.

func convT16(v uint16) unsafe.Pointer { return boxed(v) }
func convT32(v uint32) unsafe.Pointer { return boxed(v) }
func convT64(v uint64) unsafe.Pointer { return boxed(v) }

func boxed[T uint16 | uint32 | uint64](v T) unsafe.Pointer {
	if v < T(len(staticuint64s)) {
		return unsafe.Pointer(&staticuint64s[v])
	}
	box := mallocFast(unsafe.Sizeof(v), nil, false)
	if box == nil {
		box = mallocgc(unsafe.Sizeof(v), nil, false)
	}
	*(*T)(box) = v
	return box
}

func convTstring(v string) unsafe.Pointer {
	if v == "" {
		return unsafe.Pointer(&zeroVal)
	}
	box := new(string)
	*box = v
	return unsafe.Pointer(box)
}

func convTslice(v []byte) unsafe.Pointer {
	if v == nil {
		return unsafe.Pointer(&zeroVal)
	}
	box := new([]byte)
	*box = v
	return unsafe.Pointer(box)
}

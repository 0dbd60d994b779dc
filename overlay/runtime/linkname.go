package runtime

import (
	"internal/abi"
	"internal/runtime/maps"
	"unsafe"
)

// Functions that nothing here uses: modules reach them by //go:linkname, and upstream keeps them for that.

// mapIterator is what callers of mapiterinit allocate: they know the fields key, elem and typ, by their place, and
// leave room for more than it.
type mapIterator struct {
	key, elem unsafe.Pointer
	typ       *abi.MapType
	iter      *maps.Iter
}

func mapiterinit(t *abi.MapType, m *maps.Map, it *mapIterator) {
	it.typ = t
	it.iter = new(maps.Iter)
	it.iter.Init(t, m)
	mapiternext(it)
}

func mapiternext(it *mapIterator) {
	it.iter.Next()
	it.key, it.elem = it.iter.Key(), it.iter.Elem()
}

//go:linkname reflect_mapiterinit reflect.mapiterinit
func reflect_mapiterinit(t *abi.MapType, m *maps.Map, it *mapIterator) { mapiterinit(t, m, it) }

//go:linkname reflect_mapiternext reflect.mapiternext
func reflect_mapiternext(it *mapIterator) { mapiternext(it) }

//go:linkname reflect_mapiterkey reflect.mapiterkey
func reflect_mapiterkey(it *mapIterator) unsafe.Pointer { return it.iter.Key() }

//go:linkname reflect_mapiterelem reflect.mapiterelem
func reflect_mapiterelem(it *mapIterator) unsafe.Pointer { return it.iter.Elem() }

// cputicks counts something that goes forward.
func cputicks() int64 { return nanotime() }

// Functions of package runtime that modules reach by //go:linkname, C functions behind Go declarations among them.
package main

import (
	"fmt"
	"unsafe"
)

//go:linkname memclr runtime.memclrNoHeapPointers
func memclr(p unsafe.Pointer, n uintptr)

//go:linkname memmove runtime.memmove
func memmove(to, from unsafe.Pointer, n uintptr)

//go:linkname strhash runtime.strhash
func strhash(p unsafe.Pointer, h uintptr) uintptr

//go:linkname memhash runtime.memhash
func memhash(p unsafe.Pointer, h, n uintptr) uintptr

//go:linkname nanotime runtime.nanotime
func nanotime() int64

//go:linkname fastrand runtime.fastrand
func fastrand() uint32

//go:linkname cputicks runtime.cputicks
func cputicks() int64

//go:linkname memequal runtime.memequal
func memequal(a, b unsafe.Pointer, n uintptr) bool

//go:linkname procPin runtime.procPin
func procPin() int

//go:linkname procUnpin runtime.procUnpin
func procUnpin()

//go:linkname mallocgc runtime.mallocgc
func mallocgc(size uintptr, typ unsafe.Pointer, needzero bool) unsafe.Pointer

//go:linkname mapiterinit runtime.mapiterinit
func mapiterinit(t, m, it unsafe.Pointer)

//go:linkname mapiternext runtime.mapiternext
func mapiternext(it unsafe.Pointer)

//go:linkname growslice runtime.growslice
func growslice(old unsafe.Pointer, newLen, oldCap, num int, et unsafe.Pointer) []int

//go:linkname throw runtime.throw
func throw(s string)

//go:linkname typedmemmove runtime.typedmemmove
func typedmemmove(t, d, s unsafe.Pointer)

type iter struct {
	key, elem, t, h, a, b, c, d unsafe.Pointer
	x                           [6]uintptr
}
type eface struct{ t, d unsafe.Pointer }

func main() {
	b := []byte("hello, world: a longer text that is cleared in part")
	memclr(unsafe.Pointer(&b[5]), 20)
	memmove(unsafe.Pointer(&b[0]), unsafe.Pointer(&b[30]), 5)
	fmt.Printf("%q\n", b)
	s, t := "abc", "abc"
	fmt.Println(strhash(unsafe.Pointer(&s), 1) == strhash(unsafe.Pointer(&t), 1), memhash(unsafe.Pointer(&b[0]), 3, 8) == memhash(unsafe.Pointer(&b[0]), 3, 8))
	fmt.Println(nanotime() > 0, cputicks() > 0, memequal(unsafe.Pointer(&b[0]), unsafe.Pointer(&b[0]), 10))
	fmt.Println(procPin() >= 0)
	procUnpin()
	p := (*int)(mallocgc(8, nil, true))
	fmt.Println(*p, fastrand() == fastrand())
	m := any(map[int]string{7: "x"})
	e := (*eface)(unsafe.Pointer(&m))
	var it iter
	mapiterinit(e.t, e.d, unsafe.Pointer(&it))
	for ; it.key != nil; mapiternext(unsafe.Pointer(&it)) {
		fmt.Println(*(*int)(it.key), *(*string)(it.elem))
	}
	defer memclr(unsafe.Pointer(&b[0]), 3)
	x, y := any(5), any(6)
	_ = y
	typedmemmove((*eface)(unsafe.Pointer(&x)).t, unsafe.Pointer(p), (*eface)(unsafe.Pointer(&x)).d)
	fmt.Println(*p)
}

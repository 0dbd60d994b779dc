// Memory primitives in C that run on the goroutine's stack.

package runtime

import "unsafe"

//go:noescape
//tuco:leaf rt_memmove
func memmove(to, from unsafe.Pointer, n uintptr)

//go:noescape
//tuco:leaf rt_memclr
func memclrNoHeapPointers(ptr unsafe.Pointer, n uintptr)

//go:noescape
//tuco:leaf rt_memequal
func memequal(a, b unsafe.Pointer, size uintptr) bool

//go:noescape
//tuco:leaf rt_memhash
func memhash(p unsafe.Pointer, h, size uintptr) uintptr

//go:noescape
//tuco:leaf rt_compare_strings
func compareStrings(a, b string) int

//tuco:leaf rt_round_up_size
func roundupsize(size uintptr, noscan bool) uintptr

func add(p unsafe.Pointer, x uintptr) unsafe.Pointer { return unsafe.Pointer(uintptr(p) + x) }

// noescape hides a pointer from escape analysis. Use only where the callee is known not to keep it.
//
//go:nosplit
func noescape(p unsafe.Pointer) unsafe.Pointer {
	x := uintptr(p)
	return unsafe.Pointer(x ^ 0)
}

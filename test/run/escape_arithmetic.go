// An address that becomes an integer and an address again escapes whatever is calculated on the way.
package main

import "unsafe"

var one, big uintptr = 1, 1 << 60

func address(x *int) uintptr { return uintptr(unsafe.Pointer(x)) }

//go:noinline
func divided(v int) unsafe.Pointer { x := v; return unsafe.Pointer(uintptr(unsafe.Pointer(&x)) / 8 * 8) }

//go:noinline
func rounded(v int) unsafe.Pointer { x := v; return unsafe.Pointer((uintptr(unsafe.Pointer(&x)) + 7) / 8 * 8) }

//go:noinline
func negated(v int) unsafe.Pointer { x := v; return unsafe.Pointer(-(-uintptr(unsafe.Pointer(&x)))) }

//go:noinline
func multiplied(v int) unsafe.Pointer { x := v; return unsafe.Pointer(uintptr(unsafe.Pointer(&x)) * one) }

//go:noinline
func remainder(v int) unsafe.Pointer { x := v; return unsafe.Pointer(uintptr(unsafe.Pointer(&x)) % big) }

//go:noinline
func deep(n int) int {
	var a [64]int
	for i := range a {
		a[i] = n + i
	}
	if n > 0 {
		return deep(n-1) + a[n%64]
	}
	return a[3]
}

func main() {
	for i, f := range []func(int) unsafe.Pointer{divided, rounded, negated, multiplied, remainder} {
		p := f(4444 + i)
		deep(20)
		if got := *(*int)(p); got != 4444+i {
			println(i, got)
		}
	}
}

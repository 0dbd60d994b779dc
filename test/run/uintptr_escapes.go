package main

import (
	"runtime"
	"unsafe"
)

func fresh() unsafe.Pointer {
	s := "ok"
	runtime.SetFinalizer(&s, func(p *string) { *p = "collected" })
	return unsafe.Pointer(&s)
}

//go:noinline
//go:uintptrescapes
func use(what string, p uintptr, rest ...uintptr) {
	runtime.GC()
	runtime.GC()
	println(what, *(*string)(unsafe.Pointer(p)))
	for _, r := range rest {
		if r != 7 {
			println(what, *(*string)(unsafe.Pointer(r)))
		}
	}
}

func main() {
	use("call", uintptr(fresh()))
	use("variadic", uintptr(fresh()), uintptr(fresh()), 7, uintptr(fresh()))
	defer use("defer", uintptr(fresh()), 7, uintptr(fresh()))
}

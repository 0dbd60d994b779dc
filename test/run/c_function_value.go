// C functions of the runtime, reached by linkname, are values like any other.
package main

import (
	"fmt"
	"reflect"
	"unsafe"
)

//go:linkname memmove runtime.memmove
func memmove(to, from unsafe.Pointer, n uintptr)

//go:linkname memequal runtime.memequal
func memequal(a, b unsafe.Pointer, n uintptr) bool

var static = memequal

type table struct {
	move  func(to, from unsafe.Pointer, n uintptr)
	equal func(a, b unsafe.Pointer, n uintptr) bool
}

var functions = table{memmove, memequal}

//go:noinline
func apply(f func(to, from unsafe.Pointer, n uintptr), to, from *[4]int) {
	f(unsafe.Pointer(to), unsafe.Pointer(from), unsafe.Sizeof(*to))
}

func main() {
	a, b := [4]int{1, 2, 3, 4}, [4]int{}
	apply(memmove, &b, &a)
	fmt.Println(b, static(unsafe.Pointer(&a), unsafe.Pointer(&b), 32))
	b[3] = 7
	fmt.Println(functions.equal(unsafe.Pointer(&a), unsafe.Pointer(&b), 32), functions.equal(unsafe.Pointer(&a), unsafe.Pointer(&b), 24))
	f := memmove
	fmt.Println(f != nil, reflect.ValueOf(f).Pointer() != 0, reflect.ValueOf(f).Kind())
	reflect.ValueOf(functions.move).Call([]reflect.Value{reflect.ValueOf(unsafe.Pointer(&b)), reflect.ValueOf(unsafe.Pointer(&a)), reflect.ValueOf(uintptr(32))})
	fmt.Println(b)
	done := make(chan bool)
	c := [4]int{9}
	go func() {
		defer close(done)
		defer f(unsafe.Pointer(&b), unsafe.Pointer(&c), 32)
	}()
	<-done
	fmt.Println(b)
	fmt.Println(reflect.ValueOf(memequal).Call([]reflect.Value{reflect.ValueOf(unsafe.Pointer(&b)), reflect.ValueOf(unsafe.Pointer(&c)), reflect.ValueOf(uintptr(32))})[0])
}

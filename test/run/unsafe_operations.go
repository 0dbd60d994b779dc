// Spec: Package unsafe, Size and alignment guarantees.
package main

import "unsafe"

func check(ok bool, what string) {
	if !ok {
		panic(what)
	}
}

// caught runs f and returns the message of the run-time error that stops it.
func caught(f func()) (message string) {
	defer func() {
		if r := recover(); r != nil {
			message = r.(error).Error()
		}
	}()
	f()
	return "nothing"
}

type T struct {
	a int8
	b int64
	c int16
	d [3]byte
	e string
	f []int
	g interface{}
	h bool
}

func main() {
	var t T
	println(unsafe.Sizeof(t), unsafe.Alignof(t), unsafe.Offsetof(t.b), unsafe.Offsetof(t.c), unsafe.Offsetof(t.d), unsafe.Offsetof(t.e), unsafe.Offsetof(t.f), unsafe.Offsetof(t.g), unsafe.Offsetof(t.h))
	println(unsafe.Sizeof(struct {
		a int32
		b struct{}
	}{}), unsafe.Sizeof([0]int{}), unsafe.Sizeof(complex64(0)), unsafe.Alignof(complex128(0)), unsafe.Sizeof(uintptr(0)), unsafe.Alignof(t.c))
	*(*int64)(unsafe.Add(unsafe.Pointer(&t), unsafe.Offsetof(t.b))) = 77
	check(t.b == 77, "write through an offset")
	a := [4]int32{1, 2, 3, 4}
	p := unsafe.Pointer(&a[0])
	third := *(*int32)(unsafe.Pointer(uintptr(p) + 2*unsafe.Sizeof(a[0])))
	s := unsafe.Slice(&a[1], 3)
	s[0] = 9
	println(third, len(s), cap(s), a[1], *unsafe.SliceData(s), unsafe.SliceData([]int(nil)) == nil)
	b := []byte("bytes")
	str := unsafe.String(&b[0], len(b))
	b[0] = 'B'
	println(str, *unsafe.StringData("x"), unsafe.String(nil, 0) == "")
	f := 1.5
	println(*(*uint64)(unsafe.Pointer(&f)), *(*float32)(unsafe.Pointer(&[]uint32{0x40490fdb}[0])))
	n := -1
	println(caught(func() { _ = unsafe.Slice(&a[0], n) }))
	println(caught(func() { _ = unsafe.String(&b[0], n) }))
	println(caught(func() { _ = unsafe.Slice((*int)(nil), n+2) }))
	type header struct {
		data unsafe.Pointer
		len  int
	}
	str2 := "header"
	h := (*header)(unsafe.Pointer(&str2))
	h.len = 4
	println(str2)
}

package main

import "unsafe"

type T struct{ a, b int }

const s = unsafe.Sizeof(T{}) + unsafe.Offsetof(T{}.b)

var arr [s - 25]int // ERROR "s - 25 [(]constant -1 of type uintptr[)] overflows uintptr"

func main() {
	_ = unsafe.Sizeof() // ERROR "invalid operation: not enough arguments for unsafe[.]Sizeof[(][)] [(]expected 1, found 0[)]"
	_ = unsafe.Offsetof(5) // ERROR "invalid argument: 5 is not a selector expression"
	_ = unsafe.Pointer(5) // ERROR "cannot convert 5 [(]untyped int constant[)] to type unsafe[.]Pointer"
	_ = unsafe.Add(5, 1) // ERROR "cannot use 5 [(]untyped int constant[)] as unsafe[.]Pointer value in argument to unsafe[.]Add"
	_ = unsafe.Slice(1, 2) // ERROR "invalid argument: 1 [(]untyped int constant[)] is not a pointer"
	_ = unsafe.String("x", 1) // ERROR "cannot use .x. [(]untyped string constant[)] as [*]byte value in argument to unsafe[.]String"
	_ = unsafe.NoSuch // ERROR "undefined: unsafe[.]NoSuch"
	var p unsafe.Pointer = uintptr(1) // ERROR "cannot use uintptr[(]1[)] [(]constant 1 of type uintptr[)] as unsafe[.]Pointer value in variable declaration"
	_ = *p // ERROR "invalid operation: cannot indirect p [(]variable of type unsafe[.]Pointer[)]"
	_ = unsafe.SliceData("x") // ERROR "invalid argument: .x. [(]untyped string constant[)] is not a slice"
	_, _ = p, arr
}

// An address as an integer is good up to the next call only: the stack may move. Two such integers, one made before a
// call and one after it, are not the same value.
package main

import "unsafe"

//go:noinline
func grow(n int) int {
	var a [64]int
	if n == 0 {
		return 1
	}
	a[n&63] = n
	return grow(n-1) + a[n&63]
}

//go:noinline
func aligned(size uintptr) {
	var room [4]int64
	if (uintptr(unsafe.Pointer(&room))+size)&1 != 0 {
		panic("not aligned")
	}
	room[0] = 5
	grow(100)
	q := (*int64)(unsafe.Pointer((uintptr(unsafe.Pointer(&room)) + size) &^ (size - 1)))
	*q += 2
	if room[0]+room[1]+room[2]+room[3] != 7 {
		panic("an old address was used")
	}
}

//go:noinline
func indexed(i int) {
	var room [4]int64
	for k := 0; k < 3; k++ {
		p := (*int64)(unsafe.Pointer(uintptr(unsafe.Pointer(&room)) + uintptr(i)*unsafe.Sizeof(room[0])))
		*p += 5
		grow(200 * (k + 1))
	}
	if room[i] != 15 {
		panic("an old address was used")
	}
}

func main() {
	done := make(chan bool)
	go func() { aligned(8); done <- true }()
	<-done
	go func() { indexed(2); done <- true }()
	<-done
}

// Assignment of arrays that overlap, behind pointers made from slices.
package main

import "fmt"

//go:noinline
func move(to, from *[32]byte) { *to = *from }

func main() {
	var x [64]byte
	for i := range x {
		x[i] = byte(i)
	}
	y, z := x, x
	copy(x[4:36], x[2:34])
	*(*[32]byte)(y[4:36]) = *(*[32]byte)(y[2:34])
	move((*[32]byte)(z[4:36]), (*[32]byte)(z[2:34]))
	fmt.Println(x == y, x == z)
	copy(x[2:34], x[5:37])
	*(*[32]byte)(y[2:34]) = *(*[32]byte)(y[5:37])
	move((*[32]byte)(z[2:34]), (*[32]byte)(z[5:37]))
	fmt.Println(x == y, x == z)
	s := []int{0, 1, 2, 3, 4, 5, 6, 7}
	*(*[5]int)(s[1:]) = *(*[5]int)(s)
	fmt.Println(s)
}

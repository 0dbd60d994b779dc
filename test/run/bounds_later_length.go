// What a bounds check learns holds where it stands, not before: a number that becomes a length later may still be
// negative, and a length of elements without size may be the greatest integer.
package main

import "math"

var sink []byte

//go:noinline
func laterMake(n int, t []int) {
	if n < len(t) {
		t[n] = 99
	}
	s := make([]byte, n)
	s[0] = 1
	sink = s
}

//go:noinline
func laterSlice(n int, t []int) int {
	x := 0
	if n < len(t) {
		x = t[n]
	}
	u := t[:n]
	if len(u) > 0 {
		return x + u[0]
	}
	return x
}

//go:noinline
func laterLoop(n int, t []int) (sum int) {
	for i := n; i < len(t); i++ {
		sum += t[i]
	}
	u := make([]int, n)
	return sum + u[0]
}

//go:noinline
func laterInBranch(n int, t []int, b bool) int {
	if b {
		u := make([]int, n)
		u[0] = 1
	}
	if n < len(t) {
		return t[n]
	}
	return 0
}

//go:noinline
func laterUnsigned(n int, t []int, i int) int {
	if uint(i) < uint(n) && n <= len(t) {
		return t[i]
	}
	u := make([]int, n)
	return u[0]
}

//go:noinline
func oneMore(s []struct{}, t []int) int {
	i := len(s) + 1
	if i < len(t) {
		return t[i]
	}
	return 0
}

//go:noinline
func countOn(s []struct{}, t []int) (sum int) {
	for i := len(s); i < len(s)+2; i++ {
		if i < len(t) {
			sum += t[i]
		}
		s = s[:len(s):len(s)]
		if sum > 1000 {
			break
		}
	}
	return sum
}

//go:noinline
func fromHigh(start int, t []int) (sum int) {
	if start < 0 {
		return -1
	}
	for i := start; ; i++ {
		if i < len(t) {
			return t[i]
		}
	}
}

func try(name string, f func()) {
	defer func() {
		if e := recover(); e != nil {
			println(name, e.(error).Error())
		}
	}()
	f()
	println(name, "done")
}

func main() {
	arr := [8]int{10, 20, 30, 40, 50, 60, 70, 80}
	t := arr[4:6]
	huge := make([]struct{}, math.MaxInt)
	try("laterMake", func() { laterMake(-2, t) })
	try("laterSlice", func() { laterSlice(-1, t) })
	try("laterLoop", func() { println(laterLoop(-3, t)) })
	try("laterInBranch", func() { laterInBranch(-4, t, false) })
	try("laterUnsigned", func() { println(laterUnsigned(-1, t, 5)) })
	try("oneMore", func() { println(oneMore(huge, t)) })
	try("countOn", func() { println(countOn(huge, t)) })
	try("fromHigh", func() { println(fromHigh(math.MaxInt-2, t)) })
	println(arr[2], arr[1])
}

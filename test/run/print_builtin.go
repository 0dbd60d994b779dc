// Spec: Bootstrapping.
package main

func main() {
	println(true, false, 1, -1, uint8(255), int64(-1<<63), uint64(1<<64-1), 'x', "s", "")
	println(1.0, -0.5, 1e100, float32(0.1), 1e-5, 100000.0, 1e20, 123456789.125)
	println(1+2i, complex64(-1i))
	print("a", 1, "b", 2.5, true, "\n")
	print("no", "spaces", '\n', "\n")
	println()
	var p *int
	var m map[string]int
	var f func()
	var c chan int
	println(p, m, f, c)
	var s []int
	var i interface{}
	println(s, i)
	type str string
	type num uint16
	println(str("named"), num(7), uintptr(10))
	const big = 1 << 40
	println(big, "日本語", "\x00" == "")
}

// Spec: Arithmetic operators (shifts), Operators.
package main

type integer interface {
	int8 | int16 | int32 | int64 | uint8 | uint16 | uint32 | uint64
}

//go:noinline
func left[T integer, S integer](x T, s S) T { return x << s }

//go:noinline
func right[T integer, S integer](x T, s S) T { return x >> s }

func shifts[T integer](name string, values ...T) {
	for _, v := range values {
		print(name, " ", v, ":")
		for _, s := range []uint8{0, 1, 3, 7, 8, 15, 16, 31, 32, 63, 64, 65, 128, 255} {
			l, r := left(v, s), right(v, s)
			if l != left(v, uint64(s)) || r != right(v, uint32(s)) || l != left(v, int16(s)) || r != right(v, int64(s)) {
				panic("the type of the count matters")
			}
			print(" ", l, "/", r)
		}
		println()
	}
	v := values[0]
	if left(v, uint64(1)<<40) != 0 || right(v, uint64(1)<<63) != right(v, uint8(200)) {
		panic("huge count")
	}
}

func negative(s int) (message string) {
	defer func() { message = recover().(error).Error() }()
	return string(rune(1 << s))
}

func main() {
	shifts[int8]("int8", -128, -1, 1, 0x55, 127)
	shifts[int16]("int16", -32768, -1, 1, 0x5555)
	shifts[int32]("int32", -1<<31, -1, 1, 0x55555555)
	shifts[int64]("int64", -1<<63, -1, 1, 0x5555555555555555)
	shifts[uint8]("uint8", 255, 1, 0x55)
	shifts[uint16]("uint16", 65535, 1, 0x5555)
	shifts[uint32]("uint32", 1<<32-1, 1, 0x55555555)
	shifts[uint64]("uint64", 1<<64-1, 1, 0x5555555555555555)
	println(negative(-1))
	// Constant counts, and the mixture of widths.
	var b byte = 0xF0
	println(b<<4, b>>4, b<<4>>4, int(b)<<4>>4, uint16(b)<<8|uint16(b))
	var s uint = 33
	var i int = 1 << s
	var j int32 = 1 << s
	var k = uint64(1 << s)
	var w int64 = 1.0 << s
	println(i, j, k, w, 1<<s == 2<<s, 1<<s == 1<<33)
	x := 1
	x <<= s
	x |= 5
	x >>= 1
	x &^= 2
	println(x)
	println("int_shift ok")
}

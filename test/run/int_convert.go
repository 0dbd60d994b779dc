// Spec: Conversions between numeric types.
package main

//go:noinline
func hide[T any](x T) T { return x }

func fromInt(x int64) {
	println(x, int8(x), int16(x), int32(x), uint8(x), uint16(x), uint32(x), uint64(x), int(x), uintptr(x))
	println(float32(x), float64(x))
}

func fromUint(x uint64) {
	println(x, int8(x), int16(x), int32(x), int64(x), uint8(x), uint16(x), uint32(x))
	println(float32(x), float64(x))
}

func main() {
	for _, v := range []int64{0, 1, -1, 127, 128, -128, -129, 255, 256, 32767, 32768, 65535, 65536, 1<<31 - 1, 1 << 31,
		-1 << 31, 1<<32 - 1, 1 << 32, 1<<53 + 1, 1<<63 - 1, -1 << 63} {
		fromInt(hide(v))
	}
	for _, v := range []uint64{0, 1, 1<<63 - 1, 1 << 63, 1<<63 + 1025, 1<<64 - 1, 1<<53 + 1} {
		fromUint(hide(v))
	}
	for _, f := range []float64{0, 0.5, 1.9, -1.9, 127.99, -128.5, 1e9, -1e9, 1 << 53, 4294967295.5} {
		f = hide(f)
		println(int64(f), int(f), int32(int64(f)), uint32(int64(f)), float32(f))
	}
	for _, f := range []float64{0, 0.99, 1 << 63, 1<<63 + 4096, 1 << 62, 18446744073709549568} {
		println(uint64(hide(f)))
	}
	// Sign extension happens at the conversion that widens.
	var s8 int8 = hide(int8(-2))
	println(uint16(s8), uint16(uint8(s8)), int(uint32(s8)), uint64(s8), int64(uint8(s8)))
	var u8 uint8 = hide(uint8(254))
	println(int16(u8), int16(int8(u8)), int64(int8(u8)))
	var f32 float32 = hide(float32(16777217))
	println(f32, float32(hide(int32(16777217))), float64(hide(int32(16777217))))
	println(float32(hide(0.1)) == 0.1, float64(float32(hide(0.1))) == 0.1)
	type small int8
	println(small(hide(300)), int(small(hide(-300))))
	println("int_convert ok")
}

// Floats out of an integer type's range give what gc gives on amd64.
package main

import "math"

//go:noinline
func conv(f float64) (int32, int16, int8, uint16, uint8, uint64, int64, uint32, int, uint, uintptr) {
	return int32(f), int16(f), int8(f), uint16(f), uint8(f), uint64(f), int64(f), uint32(f), int(f), uint(f), uintptr(f)
}

//go:noinline
func conv32(f float32) (int32, int16, int8, uint16, uint8, uint64, int64, uint32, int, uint, uintptr) {
	return int32(f), int16(f), int8(f), uint16(f), uint8(f), uint64(f), int64(f), uint32(f), int(f), uint(f), uintptr(f)
}

func main() {
	for _, f := range []float64{0, -1, 1.5, -1.5, 255, 256, 257, -129, 65536, 65537.9, 1e10, -1e10, 2147483648, -2147483649.5, 4294967295, 4294967296, 4294967297, 1e18, 9223372036854775807, 9223372036854775808, 9223372036854777856, 1e19, 18446744073709549568, 1e30, -1e30, 18446744073709551616, math.Inf(1), math.Inf(-1), math.NaN()} {
		println(conv(f))
		println(conv32(float32(f)))
	}
}

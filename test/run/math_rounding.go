// Operations that the processor may have (and that fall back to Go's code where it does not) against the same
// functions called through variables, which run Go's code.
package main

import (
	"fmt"
	"math"
	"math/bits"
)

var floor, ceil, trunc, even, abs = math.Floor, math.Ceil, math.Trunc, math.RoundToEven, math.Abs
var fma = math.FMA
var ones64, ones32, ones16 = bits.OnesCount64, bits.OnesCount32, bits.OnesCount16
var len64, len32, lead64, lead32 = bits.Len64, bits.Len32, bits.LeadingZeros64, bits.LeadingZeros32

func same(what string, x, got, want float64) {
	if math.Float64bits(got) != math.Float64bits(want) && !(got != got && want != want) {
		fmt.Println(what, x, got, want)
	}
}

func main() {
	values := []float64{0, math.Copysign(0, -1), 0.5, -0.5, 1.5, 2.5, -2.5, 1e300, -1e300, 4503599627370495.5, 4503599627370496.5,
		math.Inf(1), math.Inf(-1), math.NaN(), math.SmallestNonzeroFloat64, math.MaxFloat64, 0.49999999999999994, -7.1, 1 << 53}
	for _, x := range values {
		same("floor", x, math.Floor(x), floor(x))
		same("ceil", x, math.Ceil(x), ceil(x))
		same("trunc", x, math.Trunc(x), trunc(x))
		same("even", x, math.RoundToEven(x), even(x))
		same("abs", x, math.Abs(x), abs(x))
		for _, y := range values {
			for _, z := range values {
				same("fma", x, math.FMA(x, y, z), fma(x, y, z))
			}
		}
	}
	for i := range 66 {
		for _, x := range []uint64{1 << i, 1<<i - 1, 1<<i + 1, 0x9e3779b97f4a7c15 >> i} {
			if bits.OnesCount64(x) != ones64(x) || bits.OnesCount32(uint32(x)) != ones32(uint32(x)) || bits.OnesCount16(uint16(x)) != ones16(uint16(x)) {
				fmt.Println("ones", x)
			}
			if bits.Len64(x) != len64(x) || bits.Len32(uint32(x)) != len32(uint32(x)) ||
				bits.LeadingZeros64(x) != lead64(x) || bits.LeadingZeros32(uint32(x)) != lead32(uint32(x)) {
				fmt.Println("zeros", x)
			}
		}
	}
	fmt.Println(math.Floor(-1.5), math.Ceil(-1.5), math.Trunc(-1.5), math.RoundToEven(2.5), math.FMA(2, 3, 4), bits.OnesCount(255), bits.Len8(200))
}

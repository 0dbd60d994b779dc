// math.Exp and math.Log give gc's results to the last bit, also for subnormal, huge and special operands. Exp is computed with
// fused operations where the processor has them, so there are two right answers.
package main

import (
	"fmt"
	"hash/fnv"
	"math"
	"math/rand"
)

func digest(f func(float64) float64) uint64 {
	h := fnv.New64a()
	r := rand.New(rand.NewSource(1))
	special := []float64{0, math.Copysign(0, -1), 1, -1, math.Inf(1), math.Inf(-1), math.NaN(), 5e-324, 1e-310, 709.782712893384,
		709.7827128933841, -745.1332191019411, -745.1332191019412, -708.4, -1e300, 1e300, math.MaxFloat64}
	for i := 0; i < 40000; i++ {
		var x float64
		switch {
		case i < len(special):
			x = special[i]
		case i%4 == 0:
			x = r.NormFloat64()
		case i%4 == 1:
			x = r.NormFloat64() * 300
		case i%4 == 2:
			x = r.Float64()
		default:
			x = math.Float64frombits(r.Uint64())
		}
		y := f(x)
		if y != y {
			y = -12345
		}
		b := math.Float64bits(y)
		h.Write([]byte{byte(b), byte(b >> 8), byte(b >> 16), byte(b >> 24), byte(b >> 32), byte(b >> 40), byte(b >> 48), byte(b >> 56)})
	}
	return h.Sum64()
}

func main() {
	fmt.Printf("log %x\n", digest(math.Log))
	fmt.Printf("log10 %x\n", digest(math.Log10))
	switch d := digest(math.Exp); d {
	case 0x1ec59c426ef3c6eb, 0xf79d4d79d10526e0:
		fmt.Println("exp")
	default:
		fmt.Printf("exp %#x\n", d)
	}
}

// Benchmark: package math and math/bits, conversions of numbers to text and back, mixing of words.
package main

import (
	"fmt"
	"math"
	"math/bits"
	"strconv"
)

func rounding(n int) float64 {
	sum := 0.0
	for i := range n {
		x := float64(i)*0.37 - 900_000
		sum += math.Floor(x) + math.Ceil(x)/2 + math.Abs(x) + math.Sqrt(math.Abs(x)) + math.Trunc(x) + math.FMA(x, 0.5, 1)
		sum += math.Max(x, 3) + math.Min(x, 4) + math.Copysign(1, x) + math.Round(x) + math.RoundToEven(x)
	}
	return sum
}

func functions(n int) float64 {
	sum := 0.0
	for i := range n {
		x := float64(i) * 0.01
		sum += math.Sin(x) + math.Exp(-x) + math.Log(x+1) + math.Pow(x, 1.5) + math.Atan2(x, 2)
	}
	return sum
}

func mixing(n int) uint64 {
	h := uint64(n)
	for i := uint64(1); i < uint64(n); i++ {
		high, low := bits.Mul64(i, 0x9e3779b97f4a7c15)
		h += uint64(bits.OnesCount64(i) + bits.LeadingZeros64(i) + bits.TrailingZeros64(i) + bits.Len32(uint32(i)))
		h ^= high ^ bits.ReverseBytes64(low) ^ bits.RotateLeft64(h, 13)
	}
	return h
}

func texts(n int) int {
	sum := 0
	for i := range n {
		v, _ := strconv.Atoi(strconv.Itoa(i * 7919))
		f, _ := strconv.ParseFloat(strconv.FormatFloat(float64(i)*1.37, 'g', -1, 64), 64)
		sum += v + int(f) + len(fmt.Sprintf("%d %5.2f %x", i, f, v))
	}
	return sum
}

func main() {
	fmt.Println(rounding(10_000_000), functions(600_000), mixing(20_000_000), texts(400_000))
}

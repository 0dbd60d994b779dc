// Packages strconv, math, math/bits.
package main

import (
	"errors"
	"fmt"
	"math"
	"math/bits"
	"strconv"
)

func main() {
	for _, s := range []string{"0", "42", "-17", "9223372036854775807", "9223372036854775808", "", "12a", "0x1F", "0b101", "1_000", "+5"} {
		n, err := strconv.Atoi(s)
		m, err2 := strconv.ParseInt(s, 0, 16)
		fmt.Println(n, err, m, err2)
	}
	for _, s := range []string{"0", "1.5", "-1e10", "1e400", "nan", "-Inf", "0x1p-2", "1e-400", "4.9e-324", "2.2250738585072012e-308", "123456789012345678901234567890", "0.1e", ".5", "1_0.5"} {
		f, err := strconv.ParseFloat(s, 64)
		g, _ := strconv.ParseFloat(s, 32)
		fmt.Println(f, err, float32(g))
	}
	for _, f := range []float64{0, math.Copysign(0, -1), 0.1, 1.0 / 3, 1e21, 123456789, math.MaxFloat64, math.SmallestNonzeroFloat64, 5e-324, math.Pi, 2.5, 3.5} {
		fmt.Println(strconv.FormatFloat(f, 'g', -1, 64), strconv.FormatFloat(f, 'e', 3, 64), strconv.FormatFloat(f, 'f', 0, 64), strconv.FormatFloat(f, 'g', -1, 32), strconv.FormatFloat(f, 'x', -1, 64))
	}
	fmt.Println(strconv.Quote("a\t\"é\x00\u200b😀"), strconv.QuoteToASCII("é"), strconv.QuoteRune('☺'), strconv.AppendInt(nil, -255, 16), strconv.FormatUint(1<<63, 36), strconv.Itoa(-0))
	u, err := strconv.Unquote(`"a\n\u00e9\x41"`)
	fmt.Printf("%q %v\n", u, err)
	_, err = strconv.Unquote(`"a`)
	_, err2 := strconv.ParseBool("maybe")
	_, err3 := strconv.ParseUint("-1", 10, 8)
	fmt.Println(err, err2, err3, errors.Is(err, strconv.ErrSyntax))
	for _, x := range []float64{0.5, 2, -2.5, 1e10} {
		fmt.Printf("%.6g %.6g %.6g %.6g %.6g %v %v %v %v\n", math.Sqrt(math.Abs(x)), math.Sin(x), math.Exp(x/1e9), math.Log(math.Abs(x)), math.Pow(math.Abs(x), 1.5), math.Floor(x), math.Ceil(x), math.Trunc(x), math.Round(x))
	}
	fmt.Println(math.Inf(1), math.IsNaN(math.NaN()), math.MaxInt64, math.Mod(7, -3), math.Hypot(3, 4), math.Cbrt(27), math.Float64bits(1.5), math.RoundToEven(2.5), math.Signbit(math.Copysign(0, -1)), math.FMA(2, 3, 4))
	frac, exp := math.Frexp(10)
	i, f := math.Modf(-3.25)
	fmt.Println(frac, exp, i, f, math.Max(math.NaN(), 1), math.Min(-0.0, 0))
	x := uint64(0x00F0_1234_5678_9ABC)
	hi, lo := bits.Mul64(x, x)
	sum, carry := bits.Add64(1<<63, 1<<63, 1)
	q, r := bits.Div64(1, 5, 7)
	fmt.Println(bits.LeadingZeros64(x), bits.TrailingZeros64(x), bits.OnesCount64(x), bits.RotateLeft64(x, 13), bits.Reverse64(x), bits.ReverseBytes32(uint32(x)), bits.Len(0), bits.Len8(255), hi, lo, sum, carry, q, r, bits.TrailingZeros16(0), bits.RotateLeft8(0x81, -1))
}

// Spec: Floating-point operators, Comparison operators, Numeric types.
package main

//go:noinline
func id(x float64) float64 { return x }

//go:noinline
func id32(x float32) float32 { return x }

func main() {
	zero := id(0)
	inf, nan, negzero := 1/zero, zero/zero, -1/(1/zero)
	println(inf, -inf, nan, negzero, zero)
	println(nan == nan, nan != nan, nan < 1, nan > 1, nan <= nan, !(nan >= nan))
	println(negzero == zero, 1/negzero < 0, inf > 1e308, -inf < inf, inf-inf == inf-inf)
	println(id(1e308)*10, id(1e-320)/10, id(5e-324)/2)
	println(id(0.1)+id(0.2), id(1)/3, id(2)/3)
	println(id32(0.1)+id32(0.2), id32(1)/3, id32(16777216)+1)
	// Every float32 operation rounds.
	var sum32 float32
	var sum64 float64
	for i := 1; i <= 1000; i++ {
		sum32 += 1 / id32(float32(i))
		sum64 += 1 / id(float64(i))
	}
	println(sum32, sum64)
	x := id(3)
	x += 0.5
	x *= 2
	x -= 1
	x /= 4
	println(x, -x, +x, -(-x))
	println(id(-0.0), -id(0), id(0)*-1)
	// An explicit conversion prevents fusing.
	a, b, c := id(1+1e-8), id(1-1e-8), id(-1)
	println(float64(a*b) + c)
	for _, f := range []float64{1, 10, 123456789, 1e21, 1e-7, 1.7976931348623157e308, 4.9e-324, 0x1p-2, 0x1.8p1} {
		println(f, float32(f))
	}
	var i interface{} = nan
	println(i == i, interface{}(negzero) == interface{}(zero))
	switch {
	case nan < 0, nan >= 0:
		println("ordered")
	default:
		println("unordered")
	}
	if nan < 0 || nan > 0 || nan == 0 {
		panic("NaN is ordered")
	}
	if !(nan < 0) && !(nan > 0) && nan != 0 {
		println("float_arith ok")
	}
}

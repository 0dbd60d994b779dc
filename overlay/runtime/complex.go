// Division of complex numbers (Spec: Arithmetic operators): IEEE behaviour for infinities and NaNs as C99 Annex G.

package runtime

func isNaN(f float64) bool    { return f != f }
func isFinite(f float64) bool { return !isNaN(f - f) }
func isInf(f float64) bool    { return !isNaN(f) && !isFinite(f) }
func fabs(f float64) float64 {
	if f < 0 {
		return -f
	}
	return f
}

// inf2one is ±1 for infinities, ±0 else.
func inf2one(f float64) float64 { return copysign(infinityAsOne(f), f) }

func infinityAsOne(f float64) float64 {
	if isInf(f) {
		return 1
	}
	return 0
}

func copysign(f, sign float64) float64 {
	negative := sign < 0 || sign == 0 && 1/sign < 0
	if negative != (f < 0 || f == 0 && 1/f < 0) {
		return -f
	}
	return f
}

func complex128div(n complex128, m complex128) complex128 {
	var e, f float64
	a, b := real(n), imag(n)
	c, d := real(m), imag(m)
	// Scale by the larger part of the divisor, to avoid overflow.
	if fabs(c) >= fabs(d) {
		ratio := d / c
		denom := c + ratio*d
		e = (a + b*ratio) / denom
		f = (b - a*ratio) / denom
	} else {
		ratio := c / d
		denom := d + ratio*c
		e = (a*ratio + b) / denom
		f = (b*ratio - a) / denom
	}
	if !isNaN(e) || !isNaN(f) {
		return complex(e, f)
	}
	switch {
	case m == 0 && (!isNaN(a) || !isNaN(b)):
		inf := copysign(1/zeroFloat, c)
		e, f = inf*a, inf*b
	case (isInf(a) || isInf(b)) && isFinite(c) && isFinite(d):
		a, b = inf2one(a), inf2one(b)
		e = 1 / zeroFloat * (a*c + b*d)
		f = 1 / zeroFloat * (b*c - a*d)
	case (isInf(c) || isInf(d)) && isFinite(a) && isFinite(b):
		c, d = inf2one(c), inf2one(d)
		e = 0 * (a*c + b*d)
		f = 0 * (b*c - a*d)
	}
	return complex(e, f)
}

var zeroFloat float64

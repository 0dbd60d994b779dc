package big

// The vector kernels are C (runtime/big_leaf.c). Long vectors go in pieces, from the low words up with the carry between them,
// or from the side that a shift starts at.
const chunk = 8 << 10

//go:noescape
//tuco:leaf rt_big_add
func addNative(z, x, y *Word, n int, carry Word) Word

//go:noescape
//tuco:leaf rt_big_sub
func subNative(z, x, y *Word, n int, borrow Word) Word

//go:noescape
//tuco:leaf rt_big_shift_left
func shiftLeftNative(z, x *Word, n int, s uint, low Word)

//go:noescape
//tuco:leaf rt_big_shift_right
func shiftRightNative(z, x *Word, n int, s uint, high Word)

//go:noescape
//tuco:leaf rt_big_mul_add
func mulAddNative(z, x *Word, n int, m, carry Word) Word

//go:noescape
//tuco:leaf rt_big_add_mul
func addMulNative(z, x, y *Word, n int, m, carry Word) Word

// Below so many words the Go code is faster than a call.
const nativeMin = 8

func addVV(z, x, y []Word) (c Word) {
	if len(z) < nativeMin {
		return addVV_g(z, x, y)
	}
	x, y = x[:len(z)], y[:len(z)]
	for len(z) > chunk {
		c = addNative(&z[0], &x[0], &y[0], chunk, c)
		z, x, y = z[chunk:], x[chunk:], y[chunk:]
	}
	return addNative(&z[0], &x[0], &y[0], len(z), c)
}

func subVV(z, x, y []Word) (c Word) {
	if len(z) < nativeMin {
		return subVV_g(z, x, y)
	}
	x, y = x[:len(z)], y[:len(z)]
	for len(z) > chunk {
		c = subNative(&z[0], &x[0], &y[0], chunk, c)
		z, x, y = z[chunk:], x[chunk:], y[chunk:]
	}
	return subNative(&z[0], &x[0], &y[0], len(z), c)
}

// lshVU returns what leaves at the top. z may lie above x, so it goes down.
func lshVU(z, x []Word, s uint) (c Word) {
	if s == 0 || len(z) < nativeMin {
		return lshVU_g(z, x, s)
	}
	x = x[:len(z)]
	c = x[len(x)-1] >> (_W - s)
	end := len(z)
	for ; end > chunk; end -= chunk {
		start := end - chunk
		shiftLeftNative(&z[start], &x[start], chunk, s, x[start-1])
	}
	shiftLeftNative(&z[0], &x[0], end, s, 0)
	return c
}

// rshVU returns what leaves at the bottom. z may lie below x, so it goes up.
func rshVU(z, x []Word, s uint) (c Word) {
	if s == 0 || len(z) < nativeMin {
		return rshVU_g(z, x, s)
	}
	x = x[:len(z)]
	c = x[0] << (_W - s)
	for len(z) > chunk {
		shiftRightNative(&z[0], &x[0], chunk, s, x[chunk])
		z, x = z[chunk:], x[chunk:]
	}
	shiftRightNative(&z[0], &x[0], len(z), s, 0)
	return c
}

func mulAddVWW(z, x []Word, m, a Word) (c Word) {
	if len(z) < nativeMin {
		return mulAddVWW_g(z, x, m, a)
	}
	x = x[:len(z)]
	for len(z) > chunk {
		a = mulAddNative(&z[0], &x[0], chunk, m, a)
		z, x = z[chunk:], x[chunk:]
	}
	return mulAddNative(&z[0], &x[0], len(z), m, a)
}

func addMulVVWW(z, x, y []Word, m, a Word) (c Word) {
	if len(z) < nativeMin {
		return addMulVVWW_g(z, x, y, m, a)
	}
	x, y = x[:len(z)], y[:len(z)]
	for len(z) > chunk {
		a = addMulNative(&z[0], &x[0], &y[0], chunk, m, a)
		z, x, y = z[chunk:], x[chunk:], y[chunk:]
	}
	return addMulNative(&z[0], &x[0], &y[0], len(z), m, a)
}

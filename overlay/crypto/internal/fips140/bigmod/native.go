package bigmod

//go:noescape
//tuco:leaf rt_big_add_mul
func addMul(z, x, y *uint, n int, m, carry uint) uint

func addMulVVW1024(z, x *uint, y uint) (c uint) { return addMul(z, z, x, 1024/_W, y, 0) }
func addMulVVW1536(z, x *uint, y uint) (c uint) { return addMul(z, z, x, 1536/_W, y, 0) }
func addMulVVW2048(z, x *uint, y uint) (c uint) { return addMul(z, z, x, 2048/_W, y, 0) }

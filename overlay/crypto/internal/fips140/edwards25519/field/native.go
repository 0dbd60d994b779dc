package field

//go:noescape
//tuco:leaf rt_fe25519_mul
func feMul(v, x, y *Element)

//go:noescape
//tuco:leaf rt_fe25519_square
func feSquare(v, x *Element)

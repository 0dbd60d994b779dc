package nistec

import _ "unsafe" // for go:linkname

// What p256_asm.go and p256_ordinv.go leave to assembly is C (runtime/p256_leaf.c).

type scratch [8]p256Element

//go:noescape
//tuco:leaf rt_p256_mul
func mul(res, x, y *p256Element)

//go:noescape
//tuco:leaf rt_p256_square
func square(res, x *p256Element, n int)

//go:noescape
//tuco:leaf rt_p256_from_montgomery
func fromMont(res, x *p256Element)

//go:noescape
//tuco:leaf rt_p256_negate_if
func negateIf(x *p256Element, cond int)

//go:noescape
//tuco:leaf rt_p256_order_mul
func ordMul(res, x, y *p256OrdElement)

//go:noescape
//tuco:leaf rt_p256_order_square
func ordSquare(res, x *p256OrdElement, n int)

//go:noescape
//tuco:leaf rt_p256_choose
func choose(res, x, y *P256Point, cond int)

//go:noescape
//tuco:leaf rt_p256_select
func selectPoint(res *P256Point, table *p256Table, index int)

//go:noescape
//tuco:leaf rt_p256_select_affine
func selectAffine(res *p256AffinePoint, table *p256AffineTable, index int)

//go:noescape
//tuco:leaf rt_p256_double
func double(res, p *P256Point, t *scratch)

//go:noescape
//tuco:leaf rt_p256_add
func add(res, p, q *P256Point, t *scratch) int

//go:noescape
//tuco:leaf rt_p256_add_affine
func addAffine(res, p *P256Point, q *p256AffinePoint, choice int, t *scratch, sum *P256Point)

//go:linkname native_p256Mul crypto/internal/fips140/nistec.p256Mul
func native_p256Mul(res, x, y *p256Element) { mul(res, x, y) }

//go:linkname native_p256Sqr crypto/internal/fips140/nistec.p256Sqr
func native_p256Sqr(res, x *p256Element, n int) { square(res, x, n) }

//go:linkname native_p256FromMont crypto/internal/fips140/nistec.p256FromMont
func native_p256FromMont(res, x *p256Element) { fromMont(res, x) }

//go:linkname native_p256NegCond crypto/internal/fips140/nistec.p256NegCond
func native_p256NegCond(x *p256Element, cond int) { negateIf(x, cond) }

//go:linkname native_p256MovCond crypto/internal/fips140/nistec.p256MovCond
func native_p256MovCond(res, x, y *P256Point, cond int) { choose(res, x, y, cond) }

//go:linkname native_p256Select crypto/internal/fips140/nistec.p256Select
func native_p256Select(res *P256Point, table *p256Table, index int) { selectPoint(res, table, index) }

//go:linkname native_p256SelectAffine crypto/internal/fips140/nistec.p256SelectAffine
func native_p256SelectAffine(res *p256AffinePoint, table *p256AffineTable, index int) {
	selectAffine(res, table, index)
}

//go:linkname native_p256PointAddAffine crypto/internal/fips140/nistec.p256PointAddAffineAsm
func native_p256PointAddAffine(res, p *P256Point, q *p256AffinePoint, sign, sel, zero int) {
	var t scratch
	var sum P256Point
	q1 := *q
	choice := int(uint64IsZero(uint64(sign))) ^ 1 | (int(uint64IsZero(uint64(sel)))^1)<<1 | (int(uint64IsZero(uint64(zero)))^1)<<2
	addAffine(res, p, &q1, choice, &t, &sum)
}

//go:linkname native_p256PointAdd crypto/internal/fips140/nistec.p256PointAddAsm
func native_p256PointAdd(res, p, q *P256Point) int {
	var t scratch
	var sum P256Point
	equal := add(&sum, p, q, &t)
	*res = sum
	return equal
}

//go:linkname native_p256PointDouble crypto/internal/fips140/nistec.p256PointDoubleAsm
func native_p256PointDouble(res, p *P256Point) {
	var t scratch
	double(res, p, &t)
}

//go:linkname native_p256OrdMul crypto/internal/fips140/nistec.p256OrdMul
func native_p256OrdMul(res, x, y *p256OrdElement) { ordMul(res, x, y) }

//go:linkname native_p256OrdSqr crypto/internal/fips140/nistec.p256OrdSqr
func native_p256OrdSqr(res, x *p256OrdElement, n int) { ordSquare(res, x, n) }

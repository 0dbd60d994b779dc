// Spec: Manipulating complex numbers, Arithmetic operators.
package main

//go:noinline
func id(c complex128) complex128 { return c }

//go:noinline
func id64(c complex64) complex64 { return c }

//go:noinline
func square(c complex128, n float32, d complex64) (complex128, complex64) {
	return c * c, d + complex64(complex(n, 0))
}

type point struct {
	at complex128
	w  complex64
}

func main() {
	a, b := id(3+4i), id(1-2i)
	println(a+b, a-b, a*b, a/b, -a)
	println(real(a), imag(b), a == b, a != b, a == 3+4i)
	c := id64(1 + 1i)
	c *= c
	c += 2
	println(c, real(c), imag(c), c/id64(2i))
	c++
	println(c)
	zero := id(0)
	println(a/zero, zero/zero)
	inf := 1 / real(zero)
	println(complex(inf, 0)/a, a/complex(inf, inf))
	p, q := square(2i, 5, 1i)
	println(p, q)
	m := map[complex128]string{1i: "i", 1 + 1i: "1+i"}
	println(m[id(1i)], m[id(1+1i)], len(m[id(7)]))
	var e interface{} = a
	println(e == interface{}(3+4i), e.(complex128) == a)
	s := []point{{1i, 2}, {2i, 3}}
	s[0].at *= s[1].at
	s[1].w -= 1i
	println(s[0].at, s[1].w, s[0] == point{-2, 2})
	const k = 2i * 2i
	var i int = k
	println(i, real(1i*1i), complex64(a))
	var f float32 = 1.5
	println(complex(f, 2), imag(complex(1, f)))
	z := 0i
	for n := 0; n < 10; n++ {
		z = z*z + id(0.3+0.5i)
	}
	println(real(z) > -1 && real(z) < 1, imag(z) > 0)
	println("complex_arith ok")
}

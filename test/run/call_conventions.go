// Spec: Function declarations, Calls, Passing arguments to ... parameters.
package main

func check(ok bool, what string) {
	if !ok {
		panic(what)
	}
}

type small struct{ a, b int8 }
type mid struct {
	s string
	f float32
	p *int
}
type large struct{ a [20]int }
type nested struct {
	m mid
	e struct{}
	a [1]float64
	c complex64
}

//go:noinline
func many(a int8, b float64, c string, d []int, e interface{}, f small, g mid, h bool, i uint16, j *int, k [2]int, l complex128, m func() int, n float32) (int, string, float64, small, large) {
	return int(a) + len(d) + e.(int) + int(f.b) + int(i) + *j + k[1] + int(imag(l)) + m(), c + g.s, b + float64(g.f) + float64(n), small{f.b, f.a}, large{[20]int{19: k[0]}}
}

//go:noinline
func floats(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q float64) (float64, float64) {
	return a + b*2 + c*3 + d*4 + e*5 + f*6 + g*7 + h*8 + i*9 + j*10, k*11 + l*12 + m*13 + n*14 + o*15 + p*16 + q*17
}

//go:noinline
func ints(a, b, c, d, e, f, g, h, i, j, k, l int) (x, y, z int, s string) {
	x, y, z = a+b*2+c*3+d*4, e*5+f*6+g*7+h*8, i*9+j*10+k*11+l*12
	s = "named"
	return
}

//go:noinline
func pass(n nested, l large, b byte) (nested, large, byte) {
	n.m.s += "!"
	l.a[3]++
	return n, l, b + 1
}

//go:noinline
func empty(struct{}, [0]int, int, struct{}) (struct{}, int) { return struct{}{}, 7 }

//go:noinline
func bytes(a, b, c byte, d int16, e, f bool, g int32) (byte, int16, bool) {
	return a + b + c, d + int16(g), e && !f
}

func variadic(s string, xs ...int) int {
	for _, x := range xs {
		s += string(rune('0' + x))
	}
	println(s, xs == nil)
	if len(xs) > 0 {
		xs[0] = 9
	}
	return len(xs)
}

type method struct{ n nested }

func (m method) value(x int, f float64) (string, int) { return m.n.m.s, x + int(f) }

func main() {
	x := 5
	a, b, c, d, e := many(-1, 1.5, "c", []int{1, 2}, 10, small{3, 4}, mid{"g", 0.25, &x}, true, 100, &x, [2]int{7, 8}, 2i, func() int { return x * 100 }, 0.5)
	println(a, b, c, d.a, d.b, e.a[19])
	println(floats(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17))
	println(ints(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12))
	n := nested{mid{"n", 1, &x}, struct{}{}, [1]float64{2.5}, 1i}
	n2, l2, b2 := pass(n, large{}, 255)
	check(n.m.s == "n" && n2.m.s == "n!" && n2.a[0] == 2.5 && n2.c == 1i && *n2.m.p == 5 && l2.a[3] == 1 && b2 == 0, "aggregates")
	_, seven := empty(struct{}{}, [0]int{}, 1, struct{}{})
	println(seven)
	println(bytes(200, 100, 1, -5, true, false, 1000))
	xs := []int{1, 2, 3}
	variadic("none")
	variadic("two", 4, 5)
	variadic("slice", xs...)
	variadic("nil", []int(nil)...)
	println(xs[0])
	var i interface {
		value(int, float64) (string, int)
	} = method{n2}
	println(i.value(1, 2.5))
	f := many
	a, _, _, _, _ = f(0, 0, "", nil, 1, small{}, mid{}, false, 0, &x, [2]int{}, 0, func() int { return 0 }, 0)
	println(a)
	println("call_conventions ok")
}

// Spec: Array types, Composite literals, Index expressions, Assignment statements (arrays are values).
package main

func check(ok bool, what string) {
	if !ok {
		panic(what)
	}
}

type grid [3][4]int

//go:noinline
func modify(g grid) grid { g[1][2] = 99; return g }

//go:noinline
func modifyBy(g *grid) { g[1][2]++; (*g)[0][0]-- }

//go:noinline
func one(a [1]string) [1]string { a[0] += "!"; return a }

func caught(f func()) (message string) {
	defer func() { message = recover().(error).Error() }()
	f()
	return "nothing"
}

func main() {
	var g grid
	h := modify(g)
	check(g[1][2] == 0 && h[1][2] == 99, "passed by value")
	modifyBy(&h)
	check(h[1][2] == 100 && h[0][0] == -1, "through a pointer")
	g = h
	check(g == h, "array equality")
	g[2][3] = 1
	check(g != h, "array inequality")
	check(one([1]string{"a"}) == [1]string{"a!"}, "one element")
	a := [...]int{5: 50, 51, 1: 10, 11}
	check(len(a) == 7 && a[5] == 50 && a[6] == 51 && a[1] == 10 && a[2] == 11 && a[0] == 0, "keyed elements")
	names := [...]string{'b': "letter", 2: "two"}
	check(len(names) == 'b'+1 && names[98] == "letter", "constant keys")
	b := a
	for i, v := range a { // a copy is ranged over
		a[len(a)-1-i] = -1
		check(v == b[i], "range evaluates a copy of the array")
	}
	for i, v := range &b {
		if i+1 < len(b) {
			b[i+1] = v + 1
		}
	}
	check(b == [7]int{0, 1, 2, 3, 4, 5, 6}, "range over a pointer sees changes")
	p := &b
	check(len(p) == 7 && cap(p) == 7 && p[3] == 3 && len(p[2:5]) == 3, "through a pointer")
	i := 7
	println(caught(func() { _ = b[i] }))
	println(caught(func() { p[i-8] = 1 }))
	var null *[7]int
	check(len(null) == 7, "len of a nil pointer to array")
	n := 0
	for range null {
		n++
	}
	check(n == 7, "range over a nil pointer")
	println(caught(func() { _ = null[i-4] }))
	b[0], b[6] = b[6], b[0]
	check(b[0] == 6 && b[6] == 0, "swap")
	var empty [0]int
	check(len(empty) == 0 && empty == [0]int{}, "empty array")
	x := [2]struct {
		s string
		f [2]float64
	}{{"a", [2]float64{1, 2}}, {s: "b"}}
	y := x
	y[0].f[1]++
	check(x[0].f[1] == 2 && y[0].f[1] == 3 && x != y && x[1] == y[1], "nested values")
	fs := [3]func() int{}
	for i := range fs {
		fs[i] = func() int { return i * i }
	}
	check(fs[2]()+fs[1]() == 5, "array of functions")
	var nest [2][3][4]byte
	for i := range nest {
		for j := range nest[i] {
			for k := range nest[i][j] {
				nest[i][j][k] = byte(i*12 + j*4 + k)
			}
		}
	}
	check(nest[1][2][3] == 23 && nest[0][1] == [4]byte{4, 5, 6, 7}, "three dimensions")
	println("array_values ok")
}

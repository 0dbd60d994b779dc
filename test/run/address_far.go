// Constants taken out of an index may be almost as large as a displacement can be: a variable's place in the frame, and
// the pieces of a copy, must not overflow it.
package main

type T struct {
	x, y int
	a    [10]int
}

type Pair struct{ a, b, c int }

//go:noinline
func use(t, u *T) { t.x++; u.y++ }

//go:noinline
func inFrame(i int) int {
	var t, u T
	for k := range t.a {
		t.a[k] = k
		u.a[k] = k * 10
	}
	use(&t, &u)
	return t.a[i+268435440] + u.a[i+268435440]
}

//go:noinline
func inObject(i int, p *T) int { return p.a[i-268435440] + p.a[i-268435445] }

//go:noinline
func inSlice(i int, s []Pair) Pair { return s[i+89478485] }

//go:noinline
func copied(i int, s []Pair) { s[i+89478485] = s[i+89478484] }

//go:noinline
func bytes(i int, s []byte) byte { return s[i+2147483647] + s[i+2147483646] }

func main() {
	println(inFrame(-268435433))
	func() {
		defer func() { println(recover().(error).Error()) }()
		println(inObject(268435455, &T{}))
	}()
	pairs := []Pair{{1, 2, 3}, {4, 5, 6}, {7, 8, 9}}
	copied(2-89478485, pairs)
	p := inSlice(2-89478485, pairs)
	println(p.a, p.b, p.c)
	println(bytes(-2147483645, []byte{1, 2, 4}))
}

// A concatenation with one operand that is not empty is that operand, which may be a temporary in the frame.
package main

//go:noinline
func empty() string { return "" }

//go:noinline
func clobber(n, m int) int {
	if n == 0 {
		return m
	}
	a, b, c, d := n+m, n*m, n-m, n^m
	return clobber(n-1, a&0xff) + a + b + c + d
}

//go:noinline
func one(r rune) string {
	return string(r) + empty()
}

//go:noinline
func inner(r rune) int {
	s := string(r) + empty()
	b := [8]byte{1, 2, 3, 4, 5, 6, 7, 8}
	t := string(b[:]) + empty()
	clobber(3, int(r))
	return len(s)*100 + int(s[0]) + int(t[0]) + int(t[7])
}

func main() {
	s := one('x')
	clobber(30, 5)
	println(s, inner('a'))
	var prev string
	for i := range 3 {
		t := string(rune('a'+i)) + empty()
		println(prev)
		prev = t
	}
	for i := range 3 {
		bx := struct{ s string }{string(rune('é'+i)) + empty()}
		println(prev)
		p := &bx
		prev = p.s + empty()
	}
	println(prev)
}

// A return statement assigns to named results, which closures and pointers made before it see afterwards.
package main

func captured() (n int, get func() int) {
	get = func() int { return n }
	n = 1
	return 2, get
}

func pointed() (n int, p *int) {
	p = &n
	return 3, p
}

func swapped() (a, b string, get func() string) {
	a, b = "a", "b"
	return b, a, func() string { return a + b }
}

func main() {
	n, get := captured()
	println(n, get())
	m, p := pointed()
	println(m, *p)
	a, b, f := swapped()
	println(a, b, f())
}

// Variables that share a place in the frame because they are never in use together: each keeps its own value while
// it lives, in loops, branches and under moves of the stack and collections.
package main

import (
	"fmt"
	"runtime"
)

type block struct {
	p [4]*int
	n [4]int
}

//go:noinline
func number(i int) *int { return &i }

//go:noinline
func make1(i int) (b block) {
	for k := range b.p {
		b.p[k] = number(i + k)
		b.n[k] = i * k
	}
	return b
}

//go:noinline
func sum(b *block) (s int) {
	grow(3)
	for k := range b.p {
		s += *b.p[k] + b.n[k]
	}
	return s
}

//go:noinline
func byValue(b block) int { return sum(&b) }

//go:noinline
func grow(n int) int {
	var pad [50]int
	if n == 0 {
		runtime.GC()
		return 0
	}
	pad[n] = n
	return pad[n] + grow(n-1)
}

//go:noinline
func pick(a, b *block, first bool) *block {
	if first {
		return a
	}
	return b
}

//go:noinline
func apply(f func() int) int { return f() + grow(2)*0 }

func sequence() {
	a := make1(1)
	fmt.Println("a", sum(&a))
	b := make1(10)
	fmt.Println("b", sum(&b), byValue(b))
	c := make1(100)
	fmt.Println("c", sum(&c))
}

func overlapping() {
	a := make1(1)
	b := make1(10)
	fmt.Println(sum(&a), sum(&b), sum(&a))
	c := make1(100)
	fmt.Println(sum(&b), sum(&c), a.n[1])
}

func branches(yes bool) {
	if yes {
		x := make1(3)
		fmt.Println(sum(&x))
	} else {
		y := [6]int{1, 2, 3, 4, 5, 6}
		fmt.Println(y[grow(0)], len(y))
	}
	z := make1(5)
	fmt.Println(sum(&z))
}

// The pointer that is returned keeps both alive.
func through(first bool) {
	a, b := make1(2), make1(20)
	p := pick(&a, &b, first)
	c := make1(200)
	fmt.Println(sum(p), sum(&c), sum(p))
}

func loop() {
	total := 0
	for i := 0; i < 5; i++ {
		a := make1(i)
		total += sum(&a)
		b := make1(total)
		total += sum(&b) % 7
		var w [3]uint64
		for k := range w {
			w[k] = uint64(total) << k
		}
		total += int(w[grow(0)])
	}
	fmt.Println(total)
}

func closures() {
	a, b := make1(1), make1(2)
	x := apply(func() int { return sum(&a) })
	y := apply(func() int { return sum(&b) + x })
	z := apply(func() int { return x + y })
	fmt.Println(x, y, z)
}

func carried() {
	var last *block
	for i := 0; i < 4; i++ {
		a := make1(i)
		if last != nil {
			fmt.Print(sum(last), " ")
		}
		last = &a
	}
	fmt.Println(sum(last))
}

func recovered() (r block) {
	defer func() { recover(); r.n[0] += sum(&r) }()
	r = make1(7)
	t := make1(70)
	fmt.Println(sum(&t))
	panic(0)
}

func main() {
	sequence()
	overlapping()
	branches(true)
	branches(false)
	through(true)
	through(false)
	loop()
	closures()
	carried()
	r := recovered()
	fmt.Println(r.n[0], sum(&r))
}

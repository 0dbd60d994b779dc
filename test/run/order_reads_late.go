// Calls come first: variables and memory that stand beside them are read after them, as gc does ("return x, f(&x)").
package main

import "fmt"

type text struct {
	s []int
	n int
}

func (t *text) fill(n int) error {
	t.s = append(t.s, n)
	t.n += n
	return nil
}

func (t *text) next() int { t.n++; t.s = append(t.s, t.n); return len(t.s) - 1 }

func parse(n int) (text, error) {
	var t text
	return t, t.fill(n)
}

func count(p *int) int { *p += 10; return *p }

func two() (int, int) {
	x := 1
	return x, count(&x)
}

var global = 1

func bump() int { global++; return 100 }

func show(args ...int) { fmt.Println(args) }

func pair(a, b int) { fmt.Println(a, b) }

type point struct{ x, y int }

func main() {
	fmt.Println(parse(5))
	fmt.Println(two())

	x := 1
	fmt.Println(x + count(&x))
	fmt.Println(count(&x) + x)
	fmt.Println(x == count(&x), x < count(&x)-5)
	pair(x, count(&x))
	pair(count(&x), x)
	show(x, count(&x), x, count(&x))
	pair(global, bump())
	fmt.Println(global + bump())
	fmt.Println(1 << global >> uint(bump()-98))

	t := &text{}
	t.fill(1)
	fmt.Println(t.s[t.next()], t.s[t.next():], t.n)

	s := "a"
	add := func() string { s += "b"; return "-" }
	fmt.Println(s + add() + s)
	fmt.Println(len(s) + len(add()))

	p := &point{1, 2}
	move := func() int { p.x = 50; return 3 }
	pair(p.x, move())
	fmt.Println(p.y*p.x + move())
	a := [3]int{1, 2, 3}
	change := func() int { a[1] = 9; return 1 }
	pair(a[1], change())
	a[1] = 2
	fmt.Println(a[change()])
	f := func() int { x = 0; return x }
	if x > f() || x != 0 {
		fmt.Println("x is read first")
	}
}

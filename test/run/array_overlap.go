// Arrays behind pointers made from slices may overlap in part.
package main

import "fmt"

type pair [2]int

func numbers(n int) (x []int) {
	for i := range n {
		x = append(x, i)
	}
	return x
}

func check(name string, n, to, from int, assign func(to, from []int)) {
	got, want := numbers(2*n), numbers(2*n)
	copy(want[to:to+n], want[from:from+n])
	assign(got[to:], got[from:])
	for i := range want {
		if got[i] != want[i] {
			fmt.Println(name, to, from, "differs at", i, got[i], want[i])
			return
		}
	}
	fmt.Println(name, to, from, "ok")
}

func main() {
	for _, d := range [][2]int{{0, 1}, {1, 0}, {2, 0}, {0, 0}} {
		check("2", 2, d[0], d[1], func(to, from []int) { *(*pair)(to) = *(*pair)(from) })
		check("3", 3, d[0], d[1], func(to, from []int) { *(*[3]int)(to) = *(*[3]int)(from) })
		check("20", 20, d[0], d[1], func(to, from []int) { *(*[20]int)(to) = *(*[20]int)(from) })
		check("300", 300, d[0], d[1], func(to, from []int) { p, q := (*[300]int)(to), (*[300]int)(from); *p = *q })
	}
	var p [40]*int
	for i := range p {
		p[i] = &numbers(40)[i]
	}
	*(*[30]*int)(p[5:]) = *(*[30]*int)(p[3:])
	for _, x := range p {
		fmt.Print(*x, " ")
	}
	fmt.Println()
}

// A generic type declared in a generic function is another type in each instance of the function.
package main

import "fmt"

func pair[A comparable](a A) (any, any, any) {
	type T[B any] struct {
		x A
		y B
		n *T[B]
	}
	type list[E any] struct {
		head E
		tail *list[E]
	}
	l := list[A]{a, &list[A]{a, nil}}
	return T[int]{x: a, y: 1}, T[A]{x: a, y: a}, l.tail.head == l.head
}

type number interface{ ~int | ~float64 }

func sum[N number](values ...N) any {
	type acc[M number] struct{ total, count M }
	var s acc[N]
	for _, v := range values {
		s.total += v
		s.count++
	}
	return s
}

func main() {
	a, b, c := pair(7)
	fmt.Printf("%T %T %v\n", a, b, c)
	d, e, f := pair("x")
	fmt.Printf("%T %T %v\n", d, e, f)
	g, h, _ := pair(7)
	fmt.Println(a == g, b == h, a == b, a == d, d == e)
	fmt.Printf("%T %v\n", sum(1, 2, 3), sum(1, 2, 3))
	fmt.Printf("%T %v\n", sum(1.5, 2.5), sum(1.5, 2.5))
	m := map[any]int{a: 1, d: 2}
	m[g]++
	fmt.Println(len(m), m[a])
}

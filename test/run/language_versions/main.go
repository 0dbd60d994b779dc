// Spec: Language versions. The module is of Go 1.21, where loops share their variables; newer.go says it is of Go 1.22,
// where each iteration has its own; older.go of Go 1.18, which the go command raises to 1.21.
package main

import "fmt"

func shared() (values []int) {
	var functions []func() int
	for i := 0; i < 3; i++ {
		functions = append(functions, func() int { return i })
	}
	for _, f := range functions {
		values = append(values, f())
	}
	return values
}

func sharedRange() (values []int) {
	var pointers []*int
	for i, v := range []int{7, 8, 9} {
		_ = i
		pointers = append(pointers, &v)
	}
	for _, p := range pointers {
		values = append(values, *p)
	}
	return values
}

func main() {
	fmt.Println(shared(), sharedRange(), pointersDiffer(sharedAddresses()))
	fmt.Println(own(), ownRange(), pointersDiffer(ownAddresses()), overInteger())
	fmt.Println(older())
	fmt.Println(min(3, 1, 2), [4]int([]int{1, 2, 3, 4}))
	m := map[int]bool{1: true}
	clear(m)
	fmt.Println(len(m))
}

func sharedAddresses() (p []*int) {
	for i := 0; i < 2; i++ {
		p = append(p, &i)
	}
	return p
}

func pointersDiffer(p []*int) bool { return p[0] != p[1] }

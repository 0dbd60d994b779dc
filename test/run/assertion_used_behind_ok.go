// v, ok := x.(T) and branches on ok: what v is behind them, where they meet again, and in loops where both change.
package main

import (
	"fmt"
	"runtime"
)

type node struct {
	value int
	next  any
}
type leaf struct{ value int }
type fn func() int

//go:noinline
func behind(x any) int {
	if n, ok := x.(*node); ok {
		return n.value
	}
	return -1
}

//go:noinline
func both(x any) (int, bool) {
	n, ok := x.(*node)
	sum := 0
	if ok {
		sum = n.value
	} else {
		sum = -1
	}
	if n == nil {
		return sum, false
	}
	return sum + n.value, ok
}

//go:noinline
func chain(x any) string {
	if n, ok := x.(*node); !ok {
		if l, ok := x.(*leaf); ok {
			return fmt.Sprint("leaf ", l.value)
		} else if l != nil {
			return "not nil"
		}
		if f, ok := x.(fn); ok {
			return fmt.Sprint("func ", f())
		}
		if m, ok := x.(map[string]int); ok && m["a"] == 1 {
			return "map"
		}
		return fmt.Sprint(n == nil)
	} else if inner, ok := n.next.(*node); ok {
		return fmt.Sprint("nodes ", n.value, inner.value)
	} else {
		return fmt.Sprint("node ", n.value, inner == nil)
	}
}

// In each round the interface and what it was last asserted to change.
//
//go:noinline
func walk(x any) (values []int, last *node) {
	for i := 0; i < 10; i++ {
		n, ok := x.(*node)
		if i%3 == 0 {
			runtime.GC()
		}
		if !ok {
			break
		}
		values = append(values, n.value)
		x, last = n.next, n
	}
	return
}

//go:noinline
func conditions(a, b *int, n int) (sum int) {
	for i := range n {
		less := i < n/2
		p := a
		if less {
			p = b
		}
		if less {
			sum += *p
			p = a
		} else {
			sum += 100 * *p
		}
		sum += 10000 * *p
	}
	return
}

func main() {
	list := &node{1, &node{2, &node{3, &leaf{4}}}}
	for _, x := range []any{list, &leaf{5}, nil, "text", fn(func() int { return 6 }), map[string]int{"a": 1}, (*node)(nil)} {
		if x == any((*node)(nil)) {
			fmt.Println(both(x.(*node).orNil()))
			continue
		}
		fmt.Print(behind(x), " ")
		fmt.Println(both(x))
		fmt.Println(chain(x))
	}
	values, last := walk(list)
	fmt.Println(values, last.value)
	a, b := 3, 7
	fmt.Println(conditions(&a, &b, 5), conditions(&b, &a, 4))
}

func (n *node) orNil() any { return nil }

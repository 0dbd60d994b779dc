// Spec: Function types (deep recursion, pointers into moving stacks).
package main

func check(ok bool, what string) {
	if !ok {
		panic(what)
	}
}

type node struct {
	parent *node
	value  int
	pad    [10]int
}

// Each frame points to the frame of its caller; the stack moves many times on the way.
func down(parent *node, depth int) int {
	n := node{parent: parent, value: depth}
	n.pad[depth%10] = depth
	if depth == 0 {
		sum := 0
		for p := &n; p != nil; p = p.parent {
			check(p.pad[p.value%10] == p.value, "contents")
			sum += p.value
			p.value = -p.value
		}
		return sum
	}
	r := down(&n, depth-1)
	check(n.value == -depth, "changed through the pointer")
	return r
}

func big(n int) int {
	var a [1000]int
	a[n] = n
	p := &a[n]
	if n == 0 {
		return 0
	}
	r := big(n - 1)
	return r + *p - a[n] + 1
}

func withDefer(n int) (r int) {
	x := n
	defer func() { r += x }()
	if n == 0 {
		return 0
	}
	return withDefer(n - 1)
}

func withClosure(n int, f func() int) int {
	if n == 0 {
		return f()
	}
	x := n
	return withClosure(n-1, func() int { x++; return f() + x })
}

type visitor interface{ visit(int, *[4]int) int }
type v1 struct{ next visitor }

func (v v1) visit(n int, a *[4]int) int {
	var mine [4]int
	if n == 0 {
		return a[0]
	}
	mine[0] = a[0] + 1
	return v.next.visit(n-1, &mine)
}

func spread(a, b, c, d, e, f, g, h, i, j, k, l int, s string, x float64) int {
	if a == 0 {
		return b + c + d + e + f + g + h + i + j + k + l + len(s) + int(x)
	}
	return spread(a-1, c, d, e, f, g, h, i, j, k, l, b, s, x+1)
}

func main() {
	println(down(nil, 3000), big(500), withDefer(1000), withClosure(500, func() int { return 0 }))
	v := v1{}
	v.next = &v
	println(v.visit(2000, new([4]int)), spread(1000, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, "abc", 0.5))
	done := make(chan int)
	for i := range 20 {
		go func() { done <- down(nil, 100*i) + big(i) }()
	}
	total := 0
	for range 20 {
		total += <-done
	}
	println(total)
	// The receiver's variable is on a stack that moves while it waits.
	c := make(chan int)
	go func() {
		var got int
		for range 50 {
			p := &got
			*p = <-c
			withDefer(got * 5)
			check(got == *p, "received into a moved stack")
		}
		done <- got
	}()
	for i := range 50 {
		c <- i
	}
	println(<-done)
}

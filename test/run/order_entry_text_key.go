// The entry m[string(bytes)] that is assigned to was read, too, so that what finds the map and the key ran twice. A
// key that has such a text in a part is looked up at once; the receiver of a declared method is the first argument, so
// calls in other arguments come before it fails; arrays that are made of slices fail before an assignment to memory.
package main

import "fmt"

type key struct {
	s string
	n int
}

type node struct {
	n    int
	next *node
}

//go:noinline
func (p *node) add(a, b int) int { return p.n + a + b }

//go:noinline
func f(n int) int { fmt.Print(" f", n); return n }

//go:noinline
func table(m map[string]int) map[string]int { fmt.Print(" table"); return m }

//go:noinline
func keys(m map[key]int) map[key]int { fmt.Print(" keys"); return m }

//go:noinline
func none() *int { fmt.Print(" none"); return nil }

//go:noinline
func change(b []byte) int { b[0]++; return 1 }

func try(name string, statement func()) {
	defer func() { fmt.Println(":", name, recover()) }()
	statement()
}

func main() {
	bytes := []byte("ab")
	m, k := map[string]int{}, map[key]int{}
	nodes := []*node{{}, nil}
	ok, x, numbers := false, 0, []int{1, 2}
	var array [4]int
	try("assign", func() { table(m)[string(bytes)] = f(1) })
	try("nil", func() { table(nil)[string(bytes)] = f(1) })
	try("add", func() { table(m)[string(bytes)] += f(1) })
	try("divide", func() { table(m)[string(bytes)] /= f(0) })
	try("count", func() { table(m)[string(bytes)]++ })
	try("several", func() { table(m)[string(bytes)], x = f(1), f(2) })
	try("found", func() { table(m)[string(bytes)], ok = table(m)["a"] })
	try("range", func() {
		for table(m)[string(bytes)], x = range numbers {
		}
	})
	try("part", func() { keys(k)[key{string(bytes), f(1)}] = f(2) })
	try("part add", func() { keys(k)[key{string(bytes), f(1)}] += f(2) })
	k[key{"ab", 1}], k[key{"bb", 1}] = 10, 20
	try("read", func() { x = k[key{string(bytes), 1}] + change(bytes) })
	fmt.Println(m, k, ok, x)

	try("receiver", func() { nodes[f(1)].next.add(f(2), f(3)) })
	try("literal", func() { (&node{n: *none()}).add(f(1), f(2)) })
	try("deferred", func() { defer nodes[f(1)].next.add(f(2), numbers[f(3)]) })
	try("array", func() { numbers[x], array = 1, [4]int(numbers) })
	fmt.Println(numbers, array)
}

// Benchmark: allocation and collection: many short-lived binary trees, one that lives long.
package main

import "fmt"

const depth = 18

type tree struct{ left, right *tree }

func build(d int) *tree {
	if d == 0 {
		return &tree{}
	}
	return &tree{build(d - 1), build(d - 1)}
}

func (t *tree) count() int {
	if t.left == nil {
		return 1
	}
	return 1 + t.left.count() + t.right.count()
}

func main() {
	long := build(depth)
	for d := 4; d <= depth; d += 4 {
		n, sum := 1<<(depth-d+4), 0
		for range n {
			sum += build(d).count()
		}
		fmt.Println(n, "trees of depth", d, "have", sum, "nodes")
	}
	fmt.Println("the long-lived tree has", long.count(), "nodes")
}

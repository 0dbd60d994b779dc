// Packages sort, slices, maps, cmp, iter, container/*.
package main

import (
	"cmp"
	"container/heap"
	"container/list"
	"container/ring"
	"fmt"
	"iter"
	"maps"
	"slices"
	"sort"
	"strings"
)

type intHeap []int

func (h intHeap) Len() int           { return len(h) }
func (h intHeap) Less(i, j int) bool { return h[i] < h[j] }
func (h intHeap) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *intHeap) Push(x any)        { *h = append(*h, x.(int)) }
func (h *intHeap) Pop() any {
	old := *h
	x := old[len(old)-1]
	*h = old[:len(old)-1]
	return x
}

type person struct {
	name string
	age  int
}

func main() {
	xs := make([]int, 1000)
	v := uint32(1)
	for i := range xs {
		v = v*1664525 + 1013904223
		xs[i] = int(v >> 16)
	}
	ys, zs := slices.Clone(xs), slices.Clone(xs)
	sort.Ints(xs)
	slices.Sort(ys)
	sort.Slice(zs, func(i, j int) bool { return zs[i] < zs[j] })
	fmt.Println(sort.IntsAreSorted(xs), slices.Equal(xs, ys), slices.Equal(ys, zs), xs[0], xs[999], sort.SearchInts(xs, xs[500]) <= 500)
	people := []person{{"A", 30}, {"B", 25}, {"C", 30}, {"D", 25}, {"E", 20}}
	sort.SliceStable(people, func(i, j int) bool { return people[i].age < people[j].age })
	fmt.Println(people)
	slices.SortFunc(people, func(a, b person) int {
		return cmp.Or(-cmp.Compare(a.age, b.age), strings.Compare(a.name, b.name))
	})
	fmt.Println(people)
	sort.Sort(sort.Reverse(sort.StringSlice([]string{"b", "a"})))
	i, found := slices.BinarySearchFunc(people, 25, func(p person, age int) int { return cmp.Compare(age, p.age) })
	fmt.Println(i, found, slices.Index([]string{"a", "b"}, "b"), slices.Contains(xs, -1), slices.Max(xs))
	m := map[string]int{"x": 1, "y": 2, "z": 3}
	fmt.Println(slices.Sorted(maps.Keys(m)), slices.Collect(maps.Values(map[int]int{1: 2})), maps.Equal(m, maps.Clone(m)))
	maps.DeleteFunc(m, func(k string, v int) bool { return v%2 == 1 })
	fmt.Println(m, slices.Compact([]int{1, 1, 2, 2, 1}), slices.Insert([]int{1, 4}, 1, 2, 3), slices.Delete([]int{1, 2, 3, 4}, 1, 3), slices.Repeat([]int{1, 2}, 2), slices.Concat([]int{1}, []int{2}))
	for c := range slices.Chunk([]int{1, 2, 3, 4, 5}, 2) {
		fmt.Print(c, " ")
	}
	for i, v := range slices.Backward([]string{"a", "b"}) {
		fmt.Print(i, v, " ")
	}
	fmt.Println()
	h := &intHeap{5, 2, 8}
	heap.Init(h)
	heap.Push(h, 3)
	for h.Len() > 0 {
		fmt.Print(heap.Pop(h), " ")
	}
	l := list.New()
	l.PushBack(1)
	l.PushFront(0)
	l.InsertAfter(9, l.Front())
	for e := l.Front(); e != nil; e = e.Next() {
		fmt.Print(e.Value, " ")
	}
	r := ring.New(3)
	for i := range 3 {
		r.Value = i
		r = r.Next()
	}
	r.Do(func(x any) { fmt.Print(x, " ") })
	fmt.Println()
	next, stop := iter.Pull(func(yield func(int) bool) {
		defer fmt.Println("sequence ends")
		for i := 0; yield(i * i); i++ {
		}
	})
	a, ok := next()
	b, ok2 := next()
	c, ok3 := next()
	fmt.Println(a, ok, b, ok2, c, ok3)
	stop()
	fmt.Println(next())
}

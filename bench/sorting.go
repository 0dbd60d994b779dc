// Benchmark: sort and slices, with interface methods, closures and type parameters.
package main

import (
	"cmp"
	"fmt"
	"slices"
	"sort"
)

const size = 1_000_000

type person struct {
	name string
	age  int
}

type byAge []person

func (p byAge) Len() int           { return len(p) }
func (p byAge) Less(i, j int) bool { return p[i].age < p[j].age }
func (p byAge) Swap(i, j int)      { p[i], p[j] = p[j], p[i] }

func main() {
	numbers, people := make([]int, size), make([]person, size/2)
	x := uint64(42)
	random := func() int {
		x = x*6364136223846793005 + 1442695040888963407
		return int(x >> 33)
	}
	for range 6 {
		for i := range numbers {
			numbers[i] = random()
		}
		slices.Sort(numbers)
	}
	for i := range people {
		people[i] = person{fmt.Sprintf("name %d", random()%100_000), random()}
	}
	sort.Sort(byAge(people))
	oldest := people[len(people)-1].age
	sort.Slice(people, func(i, j int) bool { return people[i].age > people[j].age })
	slices.SortStableFunc(people, func(a, b person) int { return cmp.Compare(a.name, b.name) })
	found := 0
	for range size {
		if _, ok := slices.BinarySearch(numbers, random()); ok {
			found++
		}
	}
	fmt.Println(numbers[0], numbers[size/2], oldest, people[0].name, found)
}

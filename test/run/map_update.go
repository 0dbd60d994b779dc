// Updates of map elements in place: new and old keys, keys that are never found again, divisions by zero and panics on
// the way, right sides that change the map.
package main

import (
	"fmt"
	"math"
)

type point struct{ x, y int }

func try(what string, f func()) {
	defer func() {
		if r := recover(); r != nil {
			fmt.Println(what, "panic:", r)
		}
	}()
	f()
}

func main() {
	ints := map[int]int{1: 10}
	for i := range 5 {
		ints[i] += i
		ints[i]++
		ints[i*2] <<= 1
		ints[i] ^= 3
	}
	fmt.Println(ints)
	words := map[string]string{}
	for _, w := range []string{"a", "b", "a", "", "b", "a"} {
		words[w] += w + "."
	}
	fmt.Println(words)
	floats := map[float64]float64{}
	floats[math.NaN()]++
	floats[math.NaN()] += 2
	floats[0] -= 1
	fmt.Println(len(floats), floats[0])
	points := map[point]complex128{}
	points[point{1, 2}] += 1 + 2i
	points[point{1, 2}] *= 2
	fmt.Println(points)
	any_ := map[any]uint8{}
	any_["k"] += 250
	any_["k"] += 10
	fmt.Println(any_)

	zero := 0
	try("divide", func() { ints[100] /= zero })
	try("remainder", func() { ints[101] %= zero })
	_, there := ints[100]
	_, there2 := ints[101]
	fmt.Println(there, there2)
	try("unhashable", func() { any_[[]int{1}]++ })
	var none map[string]int
	try("nil map", func() { none["x"]++ })
	shift := -1
	try("shift", func() { ints[1] <<= shift })

	// The right side changes the map.
	grow := func() int {
		for i := range 100 {
			ints[1000+i] = i
		}
		ints[7] = 70
		return 1
	}
	ints[7] += grow()
	fmt.Println(ints[7], len(ints))
	inner := map[int]map[int]int{1: {}}
	inner[1][2] += 5
	inner[1][2]--
	fmt.Println(inner)
}

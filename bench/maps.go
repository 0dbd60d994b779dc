// Benchmark: maps with integer, string and struct keys: insertion, lookup, iteration, deletion.
package main

import (
	"fmt"
	"strconv"
)

const (
	size   = 400_000
	rounds = 6
)

type key struct{ a, b int32 }

func main() {
	total := 0
	for round := range rounds {
		ints := map[int]int{}
		x := uint64(round + 1)
		for range size {
			x = x*6364136223846793005 + 1442695040888963407
			ints[int(x>>44)]++
		}
		for i := range 1 << 20 {
			total += ints[i]
		}
		words := map[string]int{}
		for i := range size {
			words["key"+strconv.Itoa(i*7%size)] += i
		}
		for k, v := range words {
			total += len(k) + v&1
		}
		pairs := make(map[key]string, size)
		for i := range size {
			pairs[key{int32(i), int32(i % 5)}] = "x"
		}
		for i := range size {
			if i%3 == 0 {
				delete(pairs, key{int32(i), int32(i % 5)})
			}
		}
		total += len(ints) + len(words) + len(pairs)
	}
	fmt.Println(total)
}

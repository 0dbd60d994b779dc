// Benchmark: pancake flips over all permutations; integer slices with bounds checks.
package main

import "fmt"

const size = 11

func main() {
	perm, first, count := make([]int, size), make([]int, size), make([]int, size)
	for i := range first {
		first[i] = i
	}
	maximum, checksum, n, r := 0, 0, 0, size
	for {
		for ; r > 1; r-- {
			count[r-1] = r
		}
		copy(perm, first)
		flips := 0
		for k := perm[0]; k != 0; k = perm[0] {
			for i, j := 0, k; i < j; i, j = i+1, j-1 {
				perm[i], perm[j] = perm[j], perm[i]
			}
			flips++
		}
		maximum = max(maximum, flips)
		if n%2 == 0 {
			checksum += flips
		} else {
			checksum -= flips
		}
		for ; ; r++ {
			if r == size {
				fmt.Printf("%d\nPfannkuchen(%d) = %d\n", checksum, size, maximum)
				return
			}
			head := first[0]
			copy(first[:r], first[1:r+1])
			first[r] = head
			if count[r]--; count[r] > 0 {
				r++
				break
			}
		}
		n++
		r--
	}
}

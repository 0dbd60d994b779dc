// Benchmark: loops over slices of slices: matrix product, longest common subsequence, cells of a grid.
package main

import (
	"fmt"
	"strings"
)

func matrix(n int) [][]float64 {
	m := make([][]float64, n)
	for i := range m {
		m[i] = make([]float64, n)
		for j := range m[i] {
			m[i][j] = float64(i*j%7) + 0.5
		}
	}
	return m
}

func product(a, b, c [][]float64) {
	for i := range a {
		for j := range c[i] {
			sum := 0.0
			for k := range b {
				sum += a[i][k] * b[k][j]
			}
			c[i][j] = sum
		}
	}
}

func common(a, b string, table [][]int) int {
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			if a[i-1] == b[j-1] {
				table[i][j] = table[i-1][j-1] + 1
			} else {
				table[i][j] = max(table[i-1][j], table[i][j-1])
			}
		}
	}
	return table[len(a)][len(b)]
}

type grid struct {
	width, height int
	cells         []uint8
}

func (g *grid) at(x, y int) uint8 {
	return g.cells[(y+g.height)%g.height*g.width+(x+g.width)%g.width]
}

func (g *grid) step(next *grid) {
	for y := range g.height {
		for x := range g.width {
			sum := uint8(0)
			for dy := -1; dy <= 1; dy++ {
				for dx := -1; dx <= 1; dx++ {
					if dx != 0 || dy != 0 {
						sum += g.at(x+dx, y+dy)
					}
				}
			}
			alive := uint8(0)
			if sum == 3 || sum == 2 && g.cells[y*g.width+x] == 1 {
				alive = 1
			}
			next.cells[y*g.width+x] = alive
		}
	}
}

func main() {
	const n = 400
	a, b, c := matrix(n), matrix(n), matrix(n)
	for range 3 {
		product(a, b, c)
	}
	x, y := strings.Repeat("ACGTTGCAAGTC", 150), strings.Repeat("GATTACAGGCTA", 150)
	table := make([][]int, len(x)+1)
	for i := range table {
		table[i] = make([]int, len(y)+1)
	}
	length := 0
	for range 10 {
		length += common(x, y, table)
	}
	now, next := &grid{256, 256, make([]uint8, 256*256)}, &grid{256, 256, make([]uint8, 256*256)}
	for i := range now.cells {
		now.cells[i] = uint8(i*i>>3) & 1
	}
	for range 40 {
		now.step(next)
		now, next = next, now
	}
	alive := 0
	for _, cell := range now.cells {
		alive += int(cell)
	}
	fmt.Println(c[3][4], length, alive)
}

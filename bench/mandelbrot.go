// Benchmark: the Mandelbrot set in fixed-point integers; shifts and multiplications.
package main

import "fmt"

const (
	width, height = 1600, 1600
	iterations    = 1200
	one           = 1 << 28
)

func main() {
	inside, checksum := 0, uint32(0)
	for y := range height {
		ci := (2*y - height) * (one / height) * 5 / 4
		for x := range width {
			cr := (2*x-width)*(one/width)*3/2 - one/2
			zr, zi, n := 0, 0, 0
			for ; n < iterations; n++ {
				r2, i2 := zr*zr>>28, zi*zi>>28
				if r2+i2 > 4*one {
					break
				}
				zr, zi = r2-i2+cr, (zr*zi>>27)+ci
			}
			if n == iterations {
				inside++
			}
			checksum = checksum*31 + uint32(n)
		}
	}
	fmt.Println(inside, checksum)
}

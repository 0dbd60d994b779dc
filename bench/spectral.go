// Benchmark: the spectral norm of an infinite matrix; divisions and nested loops.
package main

import (
	"fmt"
	"math"
)

const size = 5000

func element(i, j int) float64 { return 1 / float64((i+j)*(i+j+1)/2+i+1) }

func times(out, in []float64) {
	for i := range out {
		var sum float64
		for j := range in {
			sum += element(i, j) * in[j]
		}
		out[i] = sum
	}
}

func timesTransposed(out, in []float64) {
	for i := range out {
		var sum float64
		for j := range in {
			sum += element(j, i) * in[j]
		}
		out[i] = sum
	}
}

func main() {
	u, v, t := make([]float64, size), make([]float64, size), make([]float64, size)
	for i := range u {
		u[i] = 1
	}
	for range 10 {
		times(t, u)
		timesTransposed(v, t)
		times(t, v)
		timesTransposed(u, t)
	}
	var uv, vv float64
	for i := range u {
		uv += u[i] * v[i]
		vv += v[i] * v[i]
	}
	fmt.Printf("%.9f\n", math.Sqrt(uv/vv))
}

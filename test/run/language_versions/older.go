//go:build go1.18

package main

type number interface{ ~int | ~float64 }

func sum[T number](values ...T) (s T) {
	for _, v := range values {
		s += v
	}
	return s
}

func older() (int, float64) { return sum(0b11, 0o17, 1_000), sum(0x1p4, 1.5) }

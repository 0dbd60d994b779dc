// Products and quotients with constants, against the same with variables.
package main

import (
	"fmt"
	"math"
)

var (
	two, four, third, tiny, huge, least, minus = 2.0, 4.0, 3.0, 0x1p-1022, 0x1p1023, 0x1p-1074, -8.0
	two32, eight32, tiny32, huge32             = float32(2), float32(8), float32(0x1p-126), float32(0x1p127)
)

func same[T float32 | float64](what string, x, got, want T) {
	if got != want && (got == got || want == want) || math.Signbit(float64(got)) != math.Signbit(float64(want)) && got == got {
		fmt.Println(what, x, got, want)
	}
}

func main() {
	for _, x := range []float64{0, math.Copysign(0, -1), 1, -1, 3.7, 1e300, -1e-300, 0x1p-1074, 0x1p1023, math.MaxFloat64, math.Inf(1), math.Inf(-1), math.NaN(), 0x1.8p-1030} {
		same("*2", x, x*2, x*two)
		same("/2", x, x/2, x/two)
		same("/4", x, x/4, x/four)
		same("/3", x, x/3, x/third)
		same("/-8", x, x/-8, x/minus)
		same("/tiny", x, x/0x1p-1022, x/tiny)
		same("/huge", x, x/0x1p1023, x/huge)
		same("/least", x, x/0x1p-1074, x/least)
		same("1/x", x, 4/x, four/x)
		same("-", x, 3-x, third-x)
		if (x < 2) != (x < two) || (x > 2) != (x > two) || (2 <= x) != (two <= x) || (x == 2) != (x == two) || (x != 2) != (x != two) || (2 >= x) != (two >= x) {
			fmt.Println("compare", x)
		}
		y := float32(x)
		same("*2", y, y*2, y*two32)
		same("/8", y, y/8, y/eight32)
		same("/tiny", y, y/0x1p-126, y/tiny32)
		same("/huge", y, y/0x1p127, y/huge32)
		if (y < 8) != (y < eight32) || (y == 8) != (y == eight32) || (8 < y) != (eight32 < y) {
			fmt.Println("compare", y)
		}
	}
	fmt.Println("done")
}

// Spec: Arithmetic operators (division by constants and at the edges).
package main

//go:noinline
func quotient(a, b int64) int64 { return a / b }

//go:noinline
func remainder(a, b int64) int64 { return a % b }

func byConstants(x int64) {
	check(x/1 == quotient(x, 1) && x%1 == remainder(x, 1), x, 1)
	check(x/-1 == quotient(x, -1) && x%-1 == remainder(x, -1), x, -1)
	check(x/2 == quotient(x, 2) && x%2 == remainder(x, 2), x, 2)
	check(x/-2 == quotient(x, -2) && x%-2 == remainder(x, -2), x, -2)
	check(x/3 == quotient(x, 3) && x%3 == remainder(x, 3), x, 3)
	check(x/7 == quotient(x, 7) && x%7 == remainder(x, 7), x, 7)
	check(x/-7 == quotient(x, -7) && x%-7 == remainder(x, -7), x, -7)
	check(x/10 == quotient(x, 10) && x%10 == remainder(x, 10), x, 10)
	check(x/641 == quotient(x, 641) && x%641 == remainder(x, 641), x, 641)
	check(x/1000000007 == quotient(x, 1000000007) && x%1000000007 == remainder(x, 1000000007), x, 1000000007)
	check(x/(1<<32) == quotient(x, 1<<32) && x%(1<<32) == remainder(x, 1<<32), x, 1<<32)
	check(x/(-1<<63) == quotient(x, -1<<63) && x%(-1<<63) == remainder(x, -1<<63), x, -1<<63)
	check(x/(1<<63-1) == quotient(x, 1<<63-1) && x%(1<<63-1) == remainder(x, 1<<63-1), x, 1<<63-1)
	check((x%6 == 0) == (remainder(x, 6) == 0), x, 6)
	u := uint64(x)
	check(u/3*3+u%3 == u && u/10*10+u%10 == u && u/7*7+u%7 == u && u%7 < 7 && u/(1<<63) == u>>63, x, 0)
	v := uint32(x)
	check(v/3*3+v%3 == v && v/10*10+v%10 == v && v%641 < 641 && v/1000000007*1000000007+v%1000000007 == v, x, 0)
	w := int16(x)
	check(w/3*3+w%3 == w && int64(w/10) == quotient(int64(w), 10) && int64(w%-9) == remainder(int64(w), -9), x, 0)
	b := uint8(x)
	check(uint64(b/7) == uint64(b)/7 && uint64(b%11) == uint64(b)%11, x, 0)
}

func check(ok bool, x, d int64) {
	if !ok {
		println("x =", x, "divisor =", d)
		panic("division by constant")
	}
}

func zero(a, b int) (message string) {
	defer func() { message = recover().(error).Error() }()
	println(a / b)
	return
}

func zeroByte(a, b byte) (message string) {
	defer func() { message = recover().(error).Error() }()
	println(a % b)
	return
}

func main() {
	edges := []int64{0, 1, 2, 3, 6, 7, 10, 641, 1000000006, 1000000007, 1 << 31, 1<<31 - 1, 1 << 32, 1<<32 - 1, 1 << 62, 1<<63 - 1}
	for _, e := range edges {
		for d := int64(-3); d <= 3; d++ {
			byConstants(e + d)
			byConstants(-e + d)
		}
	}
	x := int64(12345)
	for i := 0; i < 20000; i++ {
		x = x*6364136223846793005 + 1442695040888963407
		byConstants(x >> (uint(i) % 60))
	}
	println(quotient(-7, 2), remainder(-7, 2), quotient(7, -2), remainder(7, -2))
	println(quotient(-1<<63, -1), remainder(-1<<63, -1))
	println(zero(1, 0), zeroByte(1, 0))
	println("int_division ok")
}

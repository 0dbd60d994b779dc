// Assignment operations on map entries look the entry up once, and add it only when nothing panics before.
package main

import "fmt"

type pair struct{ a, b int }

func calls(name string, v int) int { fmt.Println("call", name); return v }

func try(what string, f func()) {
	defer func() { fmt.Println(what, recover()) }()
	f()
}

func main() {
	m := map[int]int{}
	m[1]++
	m[1] += 2
	m[2] -= 3
	m[3] |= 4
	m[1] <<= 3
	m[1] ^= m[2]
	m[4] += m[1] + m[5]
	fmt.Println(len(m), m)
	s := map[string]string{}
	s["a"] += "x"
	s["a"] += s["a"] + "y"
	s["b"] += s["a"]
	fmt.Println(s)
	m[calls("key", 7)] += calls("value", 2)
	i := 1
	m[i] += func() int { i = 2; return 10 }()
	fmt.Println(m[1], m[2], m[7], i)
	zero, negative := 0, -1
	try("divide", func() { m[100] /= zero })
	try("remainder", func() { m[101] %= zero })
	try("shift", func() { m[102] <<= negative })
	try("nil map", func() { var n map[int]int; n[1]++ })
	try("value panics", func() { m[103] += func() int { panic("value") }() })
	_, ok100 := m[100]
	_, ok101 := m[101]
	_, ok103 := m[103]
	fmt.Println(ok100, ok101, ok103)
	// The right side adds entries, so that the table grows between.
	g := map[int]int{}
	g[0] += func() int {
		for i := 0; i < 1000; i++ {
			g[i] = i
		}
		return 5
	}()
	fmt.Println(g[0], len(g))
	f := map[float64]complex128{}
	f[1.5] += 2i
	f[1.5] *= 2 + 1i
	fmt.Println(f)
	p := map[pair]float64{}
	p[pair{1, 2}] += 1.5
	p[pair{1, 2}] /= 2
	fmt.Println(p)
	big := map[[40]int]int{}
	var k [40]int
	big[k]++
	k[39] = 1
	big[k] += 2
	fmt.Println(len(big), big[[40]int{}], big[k])
	if a := any(m); a != nil {
		t := map[any]int8{}
		t["x"]++
		t[1] -= 127
		t[1] -= 2
		fmt.Println(t["x"], t[1])
		try("unhashable", func() { t[[]int{}]++ })
	}
}

// m[k] op= v searches the map once: the entry is made before the operation, unless that may divide by zero.
package main

import "fmt"

func try(what string, f func()) {
	defer func() {
		if r := recover(); r != nil {
			fmt.Println(what, "panics:", r)
		}
	}()
	f()
	fmt.Println(what)
}

type big struct{ a, b, c, d int }

func main() {
	m := map[string]int{"a": 1}
	zero, bad := 0, []int{1}
	i := 5
	try("division", func() { m["b"] /= zero })
	try("remainder", func() { m["c"] %= zero })
	try("index", func() { m["d"] += bad[i] })
	m["e"] += 2
	m["e"] *= 10
	m["a"] <<= uint(i)
	m["f"]--
	m["g"] |= 6
	fmt.Println(m)
	var none map[int]int
	try("nil", func() { none[1]++ })
	s := map[int]string{}
	for k := 0; k < 2000; k++ {
		s[k%7] += fmt.Sprint(k % 10)
	}
	fmt.Println(len(s), len(s[3]), s[5][:20])
	f := map[[2]int]float64{}
	f[[2]int{1, 2}] += 1.5
	f[[2]int{1, 2}] /= 2
	f[[2]int{3}] -= 1
	fmt.Println(f)
	// The right side may change the map.
	grow := func() int {
		for k := 0; k < 1000; k++ {
			m[fmt.Sprint(k)] = k
		}
		m["a"] = 100
		return 1
	}
	m["a"] += grow()
	fmt.Println(m["a"], len(m))
	key := func() string { m["h"] = 7; return "h" }
	m[key()] += 1
	m[key()] -= m["h"]
	fmt.Println(m["h"])
	c := map[bool]complex128{}
	c[true] += 2i
	c[true] *= 2i
	fmt.Println(c)
	p := map[string]*int{"x": &i}
	*p["x"] += 3
	q := map[string]big{}
	v := q["x"]
	v.c++
	q["x"] = v
	fmt.Println(i, q)
}

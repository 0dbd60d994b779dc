// Spec: Composite literals (struct, array, slice, map literals; elision of element types).
package main

func check(ok bool, what string) {
	if !ok {
		panic(what)
	}
}

type point struct{ x, y int }
type line struct {
	from, to *point
	tags     map[string][]point
}
type grid [2][2]point

var global = []*point{{1, 2}, nil, 3: {y: 4}}
var dispatch = map[string]func(int) int{"inc": func(x int) int { return x + 1 }}
var primes = [...]bool{2: true, 3: true, 5: true, 7: true}

//go:noinline
func fresh(i int) *point { return &point{i, i} }

//go:noinline
func swap(p point) point {
	p = point{p.y, p.x} // reads the old value
	return p
}

func main() {
	check(*global[0] == point{1, 2} && global[1] == nil && global[3].y == 4 && len(global) == 4, "pointers elided")
	check(fresh(1) != fresh(1) && *fresh(2) == *fresh(2), "each evaluation allocates")
	l := line{&point{1, 2}, &point{y: 3}, map[string][]point{"a": {{5, 6}, {}}, "b": nil}}
	check(l.from.x == 1 && l.to.y == 3 && l.tags["a"][0].y == 6 && len(l.tags) == 2, "nested")
	g := grid{{{1, 2}, {3, 4}}, {1: {7, 8}}}
	check(g[0][1].y == 4 && g[1][0] == point{} && g[1][1].x == 7, "arrays of arrays")
	m := map[point]string{{1, 2}: "a", {3, 4}: "b"}
	check(m[point{3, 4}] == "b", "keys elided")
	mp := map[*point]int{{1, 1}: 1, {1, 1}: 2}
	check(len(mp) == 2, "pointer keys elided")
	check(swap(point{1, 2}) == point{2, 1}, "self-assignment")
	a, i := [3]int{1, 2, 3}, 1
	a = [3]int{a[2], a[i], a[0]}
	check(a == [3]int{3, 2, 1}, "array from its own elements")
	s := []string{9: "last", 2: "two", "three"}
	check(len(s) == 10 && s[3] == "three" && s[4] == "", "keys")
	check(len(primes) == 8 && primes[5] && !primes[4] && dispatch["inc"](1) == 2, "globals")
	for _, c := range []struct {
		name string
		f    func(int) bool
	}{{"even", func(x int) bool { return x%2 == 0 }}, {"big", func(x int) bool { return x > 100 }}} {
		print(c.name, c.f(42), " ")
	}
	x := struct {
		point
		*line
		n int
	}{point: point{1, 2}, n: 3}
	check(x.x == 1 && x.line == nil, "embedded")
	if (point{1, 2}) == x.point {
		println("in parentheses")
	}
	mixed := []interface{}{1, "a", point{1, 2}, &point{}, []int{1}, nil}
	check(len(mixed) == 6 && mixed[2] == point{1, 2}, "interfaces")
	big := map[int]int{0: 0, 1: 1, 2: 4, 3: 9, 4: 16, 5: 25, 6: 36, 7: 49, 8: 64, 9: 81, 10: 100, 11: 121, 12: 144, 13: 169, 14: 196, 15: 225,
		16: 256, 17: 289, 18: 324, 19: 361, 20: 400, 21: 441, 22: 484, 23: 529, 24: 576, 25: 625, 26: 676, 27: 729, 28: 784, 29: 841}
	for k, v := range big {
		check(v == k*k, "large map")
	}
	dynamic := []int{i, i + 1, len(s), *&a[0]}
	sum := 0
	for _, v := range dynamic {
		sum += v
	}
	println(sum, len([...]int{}), len([]int{}), [...]string{"x"}[0], []int{1, 2, 3}[i], map[string]int{"k": 5}["k"], point{3, 4}.y, (&point{5, 6}).x, "lit"[1])
	println("composite_literals ok")
}

// Spec: Map types, For statements with range clause (maps), Clear, Deletion of map elements.
package main

func check(ok bool, what string) {
	if !ok {
		panic(what)
	}
}

// caught runs f and returns the message of the run-time error that stops it.
func caught(f func()) (message string) {
	defer func() {
		if r := recover(); r != nil {
			message = r.(error).Error()
		}
	}()
	f()
	return "nothing"
}

type inner map[string]int

type counter struct{ n, m int }

func main() {
	m := map[int]int{}
	for i := 0; i < 5000; i++ {
		m[i*7919] = i
	}
	check(len(m) == 5000, "growth")
	seen := map[int]bool{}
	for k, v := range m { // each entry at most once, deleted ones never
		check(!seen[v] && k == v*7919, "visited twice")
		seen[v] = true
		delete(m, k)
		other := (v ^ 1) * 7919
		delete(m, other)
		seen[v^1] = true
	}
	check(len(m) == 0 && len(seen) == 5000, "all were visited or deleted")
	for i := 0; i < 100; i++ {
		m[i] = i
	}
	n := 0
	for k := range m {
		if k < 100 {
			n++
		}
		m[k+1000] = k // may or may not be visited
		if len(m) > 2000 {
			break
		}
	}
	check(n <= 100, "old entries")
	clear(m)
	check(len(m) == 0, "clear")
	for k := range m {
		println(k)
	}
	m[3]++
	m[3] += 4
	m[4] |= 8
	v, ok := m[5]
	check(m[3] == 5 && m[4] == 8 && v == 0 && !ok && len(m) == 2, "operators on entries")
	nested := map[string]inner{}
	for _, w := range []string{"a", "b", "a", "c", "a"} {
		if nested[w] == nil {
			nested[w] = inner{}
		}
		nested[w]["count"]++
	}
	check(nested["a"]["count"] == 3 && nested["zz"]["count"] == 0, "nested")
	structs := map[[2]int]counter{}
	for i := 0; i < 1000; i++ {
		k := [2]int{i % 10, i % 3}
		c := structs[k]
		c.n, c.m = c.n+1, i
		structs[k] = c
	}
	check(len(structs) == 30 && structs[[2]int{9, 0}].m == 999, "struct values")
	pointers := map[string]*counter{"p": {1, 2}}
	pointers["p"].n++
	check(pointers["p"].n == 2, "pointer values")
	var null map[string]int
	check(null["x"] == 0 && len(null) == 0, "nil map reads")
	delete(null, "x")
	clear(null)
	for range null {
		panic("nil map has entries")
	}
	println(caught(func() { null["x"] = 1 }))
	println(caught(func() { null["x"]++ }))
	funcs := map[string]func(int) int{"double": func(x int) int { return 2 * x }, "neg": func(x int) int { return -x }}
	check(funcs["double"](4)+funcs["neg"](3) == 5, "functions")
	println(caught(func() { funcs["none"](1) }))
	slices := map[int][]int{}
	for i := 0; i < 100; i++ {
		slices[i%7] = append(slices[i%7], i)
	}
	check(len(slices[0]) == 15 && slices[6][13] == 97, "slices as values")
	big := map[int][50]int{}
	for i := 0; i < 100; i++ {
		big[i] = [50]int{i, 49: -i}
	}
	check(big[77][49] == -77 && big[500][0] == 0, "large values")
	hint := make(map[string]int, 1000)
	for i := 0; i < 1000; i++ {
		hint[string(rune('a'+i%26))+string(rune(0x400+i))] = i
	}
	check(len(hint) == 1000 && hint["a\u0400"] == 0, "with a size hint")
	alias := hint
	delete(alias, "a\u0400")
	check(len(hint) == 999, "maps are references")
	sum := 0
	for _, v := range hint {
		sum += v
	}
	check(sum == 499500, "sum over values")
	println("map_mutate ok")
}

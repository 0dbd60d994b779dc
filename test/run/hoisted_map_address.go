// The address of a map literal, whose value is made before where order asks for it.
package main

func f(m *map[int]int, n int) int { return (*m)[0] + n }

func main() {
	m := &map[int]int{0: 5}
	if len(*m) != 1 || f(&map[int]int{0: len(*m)}, f(m, 2)) != 8 {
		panic("wrong map")
	}
	p := []*map[string]int{{"a": 1}, {"b": len(*m)}}
	if (*p[1])["b"] != 1 {
		panic("wrong element")
	}
}

// Package-level literals of which most is data and the rest is stored: maps whose known entries are put in by a loop,
// slices and pointers whose memory is data, each of them its own.
package main

import "fmt"

type K struct {
	a string
	n int
}
type V struct {
	k *K
	s []string
	f func() string
	i any
	_ int
	m map[string]int
}

var calls []string

func call(s string) string {
	calls = append(calls, s)
	return s
}

var outside = K{"outside", 1}

var entries = map[K]V{
	{"a", 1}:        {k: &K{"pa", 1}, s: []string{"x", "y"}, i: 1},
	{"b", 2}:        {k: &outside, s: []string{2: "z"}, i: "text"},
	{"c", 3}:        {f: func() string { return "c" }, i: K{"inner", 3}},
	{"d", 4}:        {s: []string{"x", call("d")}, k: &K{call("pd"), 4}},
	{"e", 5}:        {i: &K{"pe", 5}},
	{"f", 6}:        {i: []int{1, 2, 3}},
	{"g", 7}:        {i: [2]K{{"g", 1}, {"g", 2}}},
	{"h", 8}:        {i: nil},
	{"i", 9}:        {m: map[string]int{"one": 1, call("two"): 2}},
	{"j", 10}:       {},
	{"k", 11}:       {k: (*K)(nil)},
	{"l", 12}:       {f: func() string { return call("l") }},
	{"m", 13}:       {i: func() string { return "m" }},
	{"n", 14}:       {k: &K{}},
	{call("o"), 15}: {i: -1.5},
	{"p", 16}:       {i: 'p'},
}

var numbers = map[int]float64{1: 1, 2: 2.5, 3: 3, 4: 4, 5: 5, 6: 6, 7: 7, 8: 8, 9: 9, 10: 1e10, -1: -1}
var present = map[string]struct{}{"a": {}, "b": {}, "c": {}, "d": {}, "e": {}, "f": {}, "g": {}, "h": {}, "i": {}, "j": {}}
var kinds = map[any]any{1: "int", "1": "string", 1.5: "float", K{"k", 1}: "K", true: false, nil: nil, 'r': "rune",
	int8(1): "int8", [2]int{1, 2}: "array", uint(1): "uint"}
var nested = map[string]map[string][]int{"a": {"x": {1, 2}, "y": {3}}, "b": {"z": nil}}
var pointers = []*K{{"first", 1}, {call("second"), 2}, &outside, nil, {"fifth", 5}}
var tables = []struct {
	name string
	rows [3]K
	next *[]string
}{
	{"one", [3]K{{"r", 1}, {call("r2"), 2}}, &[]string{"n", call("next")}},
	{name: "two", rows: [3]K{2: {"last", 3}}},
}
var large = map[string][40]int{"a": {39: 1}, "b": {0: call2(2)}}

func call2(n int) int { return n }

func local(n int) map[string]int {
	m := map[string]int{"a": 1, "b": 2, "c": 3, "d": 4, "e": 5, "f": 6, "g": 7, "h": 8, "i": 9, "j": n}
	m["a"]++
	return m
}

func fresh() map[string][]int {
	return map[string][]int{"a": {1}, "b": {2}, "c": {3}, "d": {4}, "e": {5}, "f": {6}, "g": {7}, "h": {8}, "i": {9}, "j": {10}}
}

func main() {
	fmt.Println(calls)
	for n, a := range "abcdefghijklmnop" {
		v := entries[K{string(a), n + 1}]
		fmt.Print(string(a), " ", v.k != nil && v.k.n > 0, " ", v.s, " ", v.m, " ", v.f != nil)
		switch i := v.i.(type) {
		case *K:
			fmt.Println(" &", *i)
		case func() string:
			fmt.Println(" func", i())
		default:
			fmt.Println(" ", i)
		}
	}
	fmt.Println(entries[K{"c", 3}].f(), entries[K{"l", 12}].f())
	fmt.Println(len(entries), numbers, len(present), len(kinds), kinds[K{"k", 1}], kinds['r'], kinds[1], nested)
	for _, p := range pointers {
		fmt.Print(p != nil && p.n > 0, " ")
	}
	fmt.Println(tables[0].name, tables[0].rows, *tables[0].next, tables[1].rows, large["a"][39], large["b"][0])
	entries[K{"b", 2}].k.n = 7
	entries[K{"a", 1}].s[0] = "changed"
	entries[K{"a", 1}] = V{}
	pointers[0].a = "mine"
	*tables[0].next = append(*tables[0].next, "more")
	fmt.Println(outside, pointers[0], pointers[4], *tables[0].next)
	fmt.Println(local(1), local(2))
	x, y := fresh(), fresh()
	x["a"][0] = 100
	fmt.Println(x["a"], y["a"], len(y))
}

// m[k] = append(m[k], f()): one entry is found, for the key as it was before the call if gc has to convert it.
package main

import "fmt"

type N string

func main() {
	x, s, n := 20, "a", N("a")
	f := func() int { x, s, n = 5, "b", "b"; return 1 }
	ml, ms, mn := map[int][]int{20: {1}}, map[string][]int{"a": {1}}, map[N][]int{"a": {1}}
	ml[x] = append(ml[x], f())
	fmt.Println(ml)
	x, s, n = 20, "a", "a"
	ms[s] = append(ms[s], f())
	fmt.Println(ms)
	x, s, n = 20, "a", "a"
	mn[n] = append(mn[n], f())
	fmt.Println(mn)
	ml[7] = append(ml[7], 1)
	fmt.Println(ml)
}

// The key of a map of interfaces is boxed where the map is used, but it is read where it stands, before later calls; and what
// m[k] = append(m[k], …) takes for the same place is what gc takes for it.
package main

import "fmt"

type kind int

type pair struct{ a, b int }

var global = 1

func main() {
	{
		x := 1
		f := func() int { defer recover(); x = 2; return 9 }
		m := map[any]int{}
		m[x] = f()
		fmt.Println(m)
		x = 1
		fmt.Println(m[x], f())
		x = 1
		m[x] += f()
		fmt.Println(map[any]int{x: f()}, m)
	}
	{
		f := func() int { defer recover(); global = 2; return 9 }
		m := map[any]int{}
		m[global] = f()
		fmt.Println(m)
	}
	{
		s := pair{1, 1}
		f := func() int { defer recover(); s.a = 2; return 9 }
		m := map[any][]int{}
		m[s] = append(m[s], f())
		fmt.Println(m)
	}
	{
		s := "a"
		f := func() int { defer recover(); s = "b"; return 9 }
		m := map[string][]int{}
		m[s+"x"] = append(m[s+"x"], f())
		fmt.Println(m)
	}
	{
		i, j := 1.5, 1
		f := func() int { defer recover(); i, j = 2.5, 2; return 9 }
		m, n := map[int][]int{}, map[kind][]int{}
		m[int(i)] = append(m[int(i)], f())
		i, j = 1.5, 1
		n[kind(j)] = append(n[kind(j)], f())
		fmt.Println(m, n)
	}
}

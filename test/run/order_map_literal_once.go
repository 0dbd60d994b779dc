// Map literals inside other literals are evaluated once: those in elements of slices, arrays, structs and pointers were
// evaluated early, as gc does, and then once more where they stand.
package main

import "fmt"

var calls int

func g(x int) int { calls++; fmt.Print("g", x, " "); return x }

type M = map[int]int
type S struct {
	m M
	n int
}
type P struct{ s *S }

func show(x any) { fmt.Printf("%T calls %d\n", x, calls); calls = 0 }

func main() {
	show([]M{{g(1): 2}})
	show([1]M{{g(1): g(2)}})
	show([3]M{{g(1): g(2)}, nil, {g(3): 3}})
	show(S{M{g(1): 2}, 3})
	show(&S{m: M{g(1): 2}})
	show([]S{{M{g(1): 2}, g(4)}})
	show([]*S{{m: M{g(1): 2}}})
	show(map[string]M{"a": {g(1): 2}})
	show(map[string][]M{"a": {{g(1): 2}, {g(3): 4}}})
	show([]map[string]M{{"a": {g(1): 2}}})
	show(P{&S{m: M{g(1): 2}}})
	show([]any{M{g(1): 2}, S{m: M{g(2): 2}}})
	show([]func() M{func() M { return M{g(1): 2} }}[0]())
	x := []M{{g(1): 2}}
	show(x)
	var y = [2]S{1: {m: M{g(1): g(2)}}}
	show(y)
	z, w := S{m: M{g(1): 1}}, []M{{g(2): 2}}
	show(z)
	show(w)
	type L struct{ a [2]M }
	show(L{[2]M{{g(1): 1}, {g(2): 2}}})
	show([][]M{{{g(1): 1}}})
	c := make(chan []M, 1)
	c <- []M{{g(1): 1}}
	show(<-c)
	func(ms ...M) { show(ms) }(M{g(1): 1}, M{g(2): 2})
	defer show([]M{{g(1): 1}})
}

// Comparison of structs and arrays stops at the first difference: what can't be compared behind it does not panic.
// Structs in registers compared all their fields. Blank fields don't count; generated functions and keys of maps do the
// same.
package main

import "fmt"

type S struct {
	n int
	v any
}
type R struct {
	v any
	n int
}
type Two struct{ v, w any }
type Text struct {
	s string
	v any
	f float64
}
type Blank struct {
	n int
	_ any
	v any
}
type Inner struct {
	S
	m int
}
type One struct{ a [1]S }
type Large struct {
	a, b, c, d, e, f int
	v                any
	g                string
	w                error
}
type List struct {
	n int
	a [3]any
}
type E struct {
	n int
	e error
}
type bad []int

func (bad) Error() string { return "bad" }

//go:noinline
func equal[T comparable](x, y T) bool { return x == y }

//go:noinline
func differ[T comparable](x, y T) bool { return x != y }

func try[T comparable](name string, x, y T) {
	fmt.Print(name)
	for _, f := range []func() any{
		func() any { return equal(x, y) },
		func() any { return differ(x, y) },
		func() any { return any(x) == any(y) },
		func() any { return [2]T{x, x} == [2]T{x, y} },
		func() any { return map[any]int{1: 1}[x] },
	} {
		func() {
			defer func() {
				if r := recover(); r != nil {
					fmt.Print(" ", r)
				}
			}()
			fmt.Print(" ", f())
		}()
	}
	fmt.Println()
}

//go:noinline
func eq(x, y S) bool { return x == y }

func main() {
	u, w := any([]int{}), any(map[int]int{})
	fmt.Println(eq(S{1, u}, S{2, u}))
	try("S differs", S{1, u}, S{2, u})
	try("S same", S{1, u}, S{1, u})
	try("S types", S{1, u}, S{1, w})
	try("R", R{u, 1}, R{u, 2})
	try("R types", R{u, 1}, R{w, 1})
	try("Two", Two{1, u}, Two{2, u})
	try("Two types", Two{u, w}, Two{w, w})
	try("Two first", Two{w, u}, Two{w, 1})
	try("Text", Text{"a", u, 1}, Text{"b", u, 1})
	try("Text behind", Text{"a", u, 1}, Text{"a", u, 2})
	try("Blank", Blank{n: 1, v: u}, Blank{n: 2, v: u})
	try("Blank same", Blank{n: 1, v: 2}, Blank{n: 1, v: 2})
	try("Inner", Inner{S{1, u}, 1}, Inner{S{2, u}, 1})
	try("Inner behind", Inner{S{1, u}, 1}, Inner{S{1, u}, 2})
	try("One", One{[1]S{{1, u}}}, One{[1]S{{2, u}}})
	try("Large", Large{f: 1, v: u}, Large{f: 2, v: u})
	try("Large behind", Large{v: u, g: "a"}, Large{v: u, g: "b"})
	try("Large error", Large{g: "a", w: bad{}}, Large{g: "b", w: bad{}})
	try("List", List{1, [3]any{1, u, 2}}, List{1, [3]any{2, u, 2}})
	try("List same", List{1, [3]any{1, u, 2}}, List{1, [3]any{1, u, 3}})
	try("E", E{1, bad{}}, E{2, bad{}})
	try("E same", E{1, bad{}}, E{1, bad{}})
}

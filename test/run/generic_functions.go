// Spec: Type parameter declarations, Instantiations, Type inference, Type constraints.
package main

func check(ok bool, what string) {
	if !ok {
		panic(what)
	}
}

type number interface {
	~int | ~int8 | ~int32 | ~int64 | ~uint8 | ~float32 | ~float64
}
type ordered interface{ number | ~string }
type stringish interface{ ~string | ~[]byte }

func mapTo[A, B any](xs []A, f func(A) B) (r []B) {
	for _, x := range xs {
		r = append(r, f(x))
	}
	return
}
func reduce[A, B any](xs []A, b B, f func(B, A) B) B {
	for _, x := range xs {
		b = f(b, x)
	}
	return b
}
func sum[T number](xs ...T) (t T) {
	for _, x := range xs {
		t += x
	}
	return
}
func largest[T ordered](a T, rest ...T) T {
	for _, x := range rest {
		if x > a {
			a = x
		}
	}
	return a
}
func keys[M ~map[K]V, K comparable, V any](m M) (n int) {
	for k := range m {
		_ = m[k]
		n++
	}
	return
}
func clone[S ~[]E, E any](s S) S         { return append(S(nil), s...) }
func size[S stringish](s S) int          { return len(s) + int(s[0]) - int(s[len(s)-1]) }
func convert[To, From number](f From) To { return To(f) }
func zero[T any]() (t T)                 { return }
func ptr[T any](t T) *T                  { return &t }
func index[T comparable](xs []T, x T) int {
	for i, v := range xs {
		if v == x {
			return i
		}
	}
	return -1
}
func kind[T any](x T) string {
	switch any(x).(type) {
	case int:
		return "int"
	case string:
		return "string"
	case []T:
		return "slice"
	case func() T:
		return "func"
	}
	return "other"
}
func apply[T any, F func(T) T | func(T) (T, bool)](x T, f F) string { return kind(x) }
func counter[T any]() func() int {
	n := 0
	return func() int { n++; return n }
}

type setter[T any] interface {
	*T
	set(string)
}
type config struct{ s string }

func (c *config) set(s string) { c.s = s }
func build[T any, P setter[T]](s string) T {
	var t T
	P(&t).set(s)
	return t
}
func recursive[T any](n int, x T) int {
	if n == 0 {
		return 0
	}
	return 1 + recursive(n-1, x)
}

type myInts []int
type celsius float64
type local interface{ less(local) bool }
type comparer[T any] interface{ compare(T) int }
type age int

func (a age) compare(b age) int { return int(a - b) }
func youngest[T comparer[T]](xs ...T) T {
	m := xs[0]
	for _, x := range xs {
		if x.compare(m) < 0 {
			m = x
		}
	}
	return m
}

func main() {
	xs := []int{1, 2, 3}
	println(sum(mapTo(xs, func(x int) float64 { return float64(x) / 2 })...), reduce(xs, "", func(s string, x int) string { return s + string(rune('0'+x)) }))
	println(largest(3, 9, 2), largest("b", "abc"), largest(1.5, 2), largest[celsius](3, 2.5), sum[int8](100, 100))
	println(keys(map[string]bool{"a": true}), len(clone(myInts{1, 2})), size("abc"), size([]byte("cba")), convert[int8](300.0), convert[float32](int64(7)))
	var m myInts = clone(myInts{5})
	println(m[0], zero[string]() == "", *ptr(5), index([]string{"a", "b"}, "b"), index([]any{1, "x", nil}, any(nil)))
	println(kind(1), kind("s"), kind([]int{}), kind(struct{}{}), apply(1, func(x int) int { return x }))
	c1, c2 := counter[int](), counter[int]()
	c1()
	println(c1(), c2(), build[config]("set").s, recursive(10, "x"), youngest(age(5), 3, 9))
	f := sum[float64]
	var g func(...int) int = sum
	var h func([]string, string) int = index
	println(f(0.5, 1), g(1, 2), h([]string{"z"}, "z"))
	check(mapTo([]string{"a"}, func(s string) [2]string { return [2]string{s, s} })[0][1] == "a", "arrays")
	println(mapTo(xs, ptr[int])[2] != nil, *mapTo(xs, ptr)[2])
	println("generic_functions ok")
}

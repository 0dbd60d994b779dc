// Spec: Type declarations (generic), Method declarations, Alias declarations.
package main

func check(ok bool, what string) {
	if !ok {
		panic(what)
	}
}

type list[T any] struct {
	head, tail *element[T]
	n          int
}
type element[T any] struct {
	v    T
	next *element[T]
}

func (l *list[T]) push(vs ...T) *list[T] {
	for _, v := range vs {
		e := &element[T]{v: v}
		if l.tail == nil {
			l.head = e
		} else {
			l.tail.next = e
		}
		l.tail = e
		l.n++
	}
	return l
}
func (l *list[T]) each(f func(T)) {
	for e := l.head; e != nil; e = e.next {
		f(e.v)
	}
}
func (l list[_]) len() int { return l.n }

type tree[K interface{ ~int | ~string }, V any] struct {
	left, right *tree[K, V]
	k           K
	v           V
}

func (t *tree[K, V]) insert(k K, v V) *tree[K, V] {
	switch {
	case t == nil:
		return &tree[K, V]{k: k, v: v}
	case k < t.k:
		t.left = t.left.insert(k, v)
	case k > t.k:
		t.right = t.right.insert(k, v)
	default:
		t.v = v
	}
	return t
}
func (t *tree[K, V]) walk(yield func(K, V) bool) bool {
	return t == nil || t.left.walk(yield) && yield(t.k, t.v) && t.right.walk(yield)
}

type pair[A, B any] struct {
	a A
	b B
}

func (p pair[A, B]) swap() pair[B, A] { return pair[B, A]{p.b, p.a} }

type set[T comparable] map[T]struct{}

func (s set[T]) add(t T) set[T] { s[t] = struct{}{}; return s }

type fn[A, B any] func(A) B

func (f fn[A, B]) call(a A) B { return f(a) }

type num interface{ ~int | ~float64 }
type matrix[T num] [2][2]T

func (m matrix[T]) mul(n matrix[T]) (r matrix[T]) {
	for i := range 2 {
		for j := range 2 {
			for k := range 2 {
				r[i][j] += m[i][k] * n[k][j]
			}
		}
	}
	return
}

type stack[T any] struct {
	list[T]
	*pair[T, string]
}
type container[T any] interface {
	push(...T) *list[T]
	len() int
}
type intList = list[int]
type vec[T any] = []T
type both[T any] = pair[T, T]
type node[T interface{ next() T }] struct{ t T }
type chain struct{ n int }

func (c chain) next() chain { return chain{c.n + 1} }

type opt[T any] struct{ p *T }

func some[T any](t T) opt[T] { return opt[T]{&t} }
func (o opt[T]) or(t T) T {
	if o.p == nil {
		return t
	}
	return *o.p
}

func main() {
	l := new(list[string]).push("a", "b").push("c")
	s := ""
	l.each(func(x string) { s += x })
	check(s == "abc" && l.len() == 3, "list")
	var t *tree[string, int]
	for i, w := range []string{"m", "c", "x", "a", "m"} {
		t = t.insert(w, i)
	}
	t.walk(func(k string, v int) bool { print(k, v, " "); return k < "m" })
	for k, v := range func(y func(string, int) bool) { t.walk(y) } {
		print(k, v, ";")
	}
	println()
	p := pair[int, string]{1, "x"}.swap()
	println(p.a, p.b, p == pair[string, int]{"x", 1}, len(set[int]{}.add(1).add(1).add(2)), fn[int, bool](func(i int) bool { return i > 1 }).call(2))
	m := matrix[int]{{1, 1}, {1, 0}}
	r := m
	for range 10 {
		r = r.mul(m)
	}
	println(r[0][0], matrix[float64]{{0.5, 0}, {0, 2}}.mul(matrix[float64]{{2, 0}, {0, 2}})[0][0])
	st := stack[int]{pair: &pair[int, string]{1, "p"}}
	st.push(5, 6)
	var c container[int] = &st
	println(c.len(), st.b, st.swap().a, c.push(1) == &st.list)
	var il intList
	il.push(1)
	v := vec[int]{1, 2}
	bo := both[string]{"a", "b"}
	println(il.len(), len(v), bo.a+bo.b, node[chain]{}.t.next().n, some(3).or(4), opt[string]{}.or("none"))
	push := st.push
	push(7)
	f := (*list[int]).len
	println(f(&st.list), interface{}(il) != nil)
	var x interface{} = pair[int, string]{1, "a"}
	_, isPair := x.(pair[int, string])
	_, isOther := x.(pair[string, int])
	_, isSame := interface{}(bo).(pair[string, string])
	println(isPair, isOther, isSame)
	func() {
		defer func() { println(recover().(error).Error()) }()
		_ = x.(pair[string, *list[int]])
	}()
	type local[T any] struct{ x T }
	println(local[int]{5}.x, local[local[string]]{local[string]{"nested"}}.x.x)
	println("generic_types ok")
}

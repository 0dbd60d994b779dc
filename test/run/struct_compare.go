// Spec: Comparison operators (structs, arrays, interfaces), Struct types.
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

type padded struct {
	a int8
	b int64
	c int8
	d string
	e float32
	_ [3]int
	f interface{}
}

type small struct{ a, b, c, d uint16 }
type floats struct{ x, y float64 }
type nested struct {
	s small
	f [2]floats
	p *int
}

//go:noinline
func equal[T comparable](a, b T) bool { return a == b }

func dirty(p *padded, fill byte) {
	// Leaves other bytes behind in the padding, if there are any to leave.
	var s [9]uint64
	for i := range s {
		s[i] = uint64(fill) * 0x0101010101010101
	}
	*p = padded{a: int8(s[0]), b: int64(s[1]), c: 3, d: "d", e: 1.5, f: 7}
	p.a, p.b = 1, 2
}

func main() {
	var p, q padded
	dirty(&p, 0x55)
	dirty(&q, 0xaa)
	check(p == q && equal(p, q), "padding and blank fields do not count")
	check(map[padded]int{p: 1}[q] == 1, "nor for hashing")
	q.d = string([]byte{'d'})
	check(p == q, "strings by contents")
	q.f = int8(7)
	check(p != q && !equal(p, q), "dynamic types differ")
	q.f = 7.0
	check(p != q, "dynamic types differ again")
	zero := 0.0
	check(floats{zero, 1} == floats{-zero, 1} && floats{zero, 0} == floats{1 / (-1 / zero), 0}, "signed zeros")
	nan := zero / zero
	check(floats{nan, 1} != floats{nan, 1}, "NaN")
	check(small{1, 2, 3, 4} == small{1, 2, 3, 4} && small{1, 2, 3, 4} != small{1, 2, 3, 5}, "memory")
	x := new(int)
	n := nested{small{1, 2, 3, 4}, [2]floats{{1, 2}, {3, 4}}, x}
	o := n
	check(n == o, "nested")
	o.f[1].y++
	check(n != o, "nested difference")
	o = n
	o.p = new(int)
	check(n != o, "pointer difference")
	var i, j interface{} = n, n
	check(i == j && i != interface{}(o) && i == n, "interface with structs")
	j = &n
	check(i != j && j == &n, "pointer in interface")
	println(caught(func() {
		var a, b interface{} = struct{ s []int }{}, struct{ s []int }{}
		println(a == b)
	}))
	println(caught(func() {
		var a, b interface{} = [2]interface{}{1, []int{}}, [2]interface{}{1, []int{}}
		println(a == b)
	}))
	println(caught(func() {
		a, b := [2]interface{}{1, []int{}}, [2]interface{}{2, []int{}}
		println(a == b)
	}))
	println(caught(func() {
		var a, b interface{} = map[int]int{}, func() {}
		println(a == b) // different types: no panic
	}))
	type t1 struct{ a, b int }
	type t2 struct{ a, b int }
	check(t1(t2{1, 2}) == t1{1, 2} && interface{}(t1{}) != interface{}(t2{}), "named types")
	check(struct{ a, b int }{1, 2} == t1{1, 2}, "unnamed against named")
	c1, c2 := make(chan int), make(chan int)
	var s1 chan<- int = c1
	check(c1 != c2 && s1 == c1, "channels")
	check(struct{}{} == struct{}{} && [0]int{} == [0]int{}, "nothing equals nothing")
	println("struct_compare ok")
}

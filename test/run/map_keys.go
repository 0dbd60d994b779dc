// Spec: Map types, Index expressions, Comparison operators (keys of each kind).
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

type coordinates struct {
	x, y int32
	name string
	_    int // blank fields do not count
}

type shape interface{ area() int }
type square int
type rect struct{ w, h int }

func (s square) area() int { return int(s * s) }
func (r *rect) area() int  { return r.w * r.h }

func test[K comparable](name string, keys ...K) {
	m := make(map[K]int)
	for round := 1; round <= 2; round++ {
		for i, k := range keys {
			m[k] += (i + 1) * round
		}
	}
	check(len(m) == len(keys), name+": number of keys")
	for i, k := range keys {
		v, ok := m[k]
		check(ok && v == 3*(i+1), name+": lookup")
	}
	n := 0
	for k, v := range m {
		check(m[k] == v && keys[v/3-1] == k, name+": iteration")
		n++
	}
	check(n == len(keys), name+": number of iterations")
	for i, k := range keys {
		delete(m, k)
		delete(m, k)
		_, ok := m[k]
		check(!ok && len(m) == len(keys)-i-1, name+": deletion")
	}
	println(name, n)
}

func main() {
	test("bool", true, false)
	test[int8]("int8", 0, 1, -1, 127, -128)
	test[uint8]("uint8", 0, 1, 255)
	test[int16]("int16", 0, -1, 32767)
	test[int32]("int32", 0, -1, 1<<31-1)
	test[int]("int", 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, -1, 1<<62)
	test[uint64]("uint64", 0, 1<<63, 1<<64-1)
	test[float32]("float32", 0, 0.5, -1, 1e30)
	test[float64]("float64", 0, 0.5, -1, 1e300)
	test[complex64]("complex64", 0, 1i, 1, 1+1i)
	test[complex128]("complex128", 0, 1i, 1, 1+1i)
	test("string", "", "a", "b", "a longer string that does not fit a word", "x\x00", "x")
	test("array", [3]int16{1, 2, 3}, [3]int16{1, 2, 4}, [3]int16{})
	test("array of strings", [2]string{"a", "b"}, [2]string{"ab", ""}, [2]string{"", "ab"})
	test("struct", coordinates{1, 2, "a", 5}, coordinates{x: 1, y: 2}, coordinates{x: 2, y: 1}, coordinates{})
	test("empty struct", struct{}{})
	a, b := new(int), new(int)
	test("pointer", a, b, nil)
	test("channel", make(chan int), make(chan int), nil)
	test[interface{}]("interface{}", nil, 1, int8(1), uint(1), "1", 1.0, 1i, true, [1]int{1}, struct{ a int }{1}, a, coordinates{}, square(1))
	r := &rect{1, 2}
	test[shape]("shape", square(1), square(2), r, &rect{1, 2}, nil)
	test("large", [40]int{1}, [40]int{39: 1}, [40]int{})
	m := map[float64]int{0: 1}
	zero := 0.0
	check(m[-zero] == 1 && m[1/(-1/zero)] == 1, "negative zero is zero")
	mi := map[interface{}]int{}
	println(caught(func() { mi[[]int{1}] = 1 }))
	println(caught(func() { _ = mi[map[int]int{}] }))
	println(caught(func() { delete(mi, interface{}(func() {})) }))
	println(caught(func() { _ = mi[struct{ f interface{} }{[]byte(nil)}] }))
	println("map_keys ok")
}

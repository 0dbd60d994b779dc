// Spec: Type switches.
package main

func check(ok bool, what string) {
	if !ok {
		panic(what)
	}
}

type stringer interface{ String() string }
type myInt int

func (m myInt) String() string { return "myInt" }

type errorString struct{ s string }

func (e *errorString) Error() string { return e.s }

type list[T any] struct{ items []T }

func kind(x interface{}) string {
	switch v := x.(type) {
	case nil:
		return "nil"
	case int, int8:
		_, ok := v.(int) // v has the type of x here
		if ok {
			return "int"
		}
		return "int8"
	case uint8:
		return string(rune(v + 1))
	case float64:
		if v > 1 {
			return "big float"
		}
		return "float"
	case string:
		return "string " + v
	case error:
		return "error " + v.Error()
	case stringer:
		return v.String()
	case func(int) int:
		return string(rune('a' + v(2)))
	case []int:
		return "slice" + string(rune('0'+len(v)))
	case [2]int:
		return "array" + string(rune('0'+v[1]))
	case map[string]int:
		return "map" + string(rune('0'+v["x"]))
	case chan int, <-chan int:
		return "channel"
	case struct{ a, b int }:
		return "struct" + string(rune('0'+v.b))
	case *int:
		return "pointer" + string(rune('0'+*v))
	case list[int]:
		return "list of int" + string(rune('0'+len(v.items)))
	case list[string]:
		return "list of string"
	case interface{ Len() int }:
		return "len"
	case bool:
	default:
		return "other"
	}
	return "bool"
}

func generic[T any](x T) string {
	switch any(x).(type) {
	case int:
		return "int"
	case []T:
		return "slice of T"
	case T:
		return "T"
	}
	return "none"
}

func side(log *string, x error) error { *log += "x"; return x }

func main() {
	seven := 7
	for _, x := range []interface{}{nil, 1, int8(2), byte('k'), 0.5, 2.5, "s", &errorString{"e"}, myInt(3),
		func(x int) int { return x * x }, []int{1, 2, 3}, [2]int{4, 5}, map[string]int{"x": 6}, make(chan int),
		(<-chan int)(nil), (chan<- int)(nil), struct{ a, b int }{1, 8}, &seven, list[int]{[]int{1}}, list[string]{}, list[bool]{},
		true, 'r', 1i, []string{}, int64(1), struct{ a, c int }{}} {
		println(kind(x))
	}
	println(generic(1), generic("s"), generic([]int{}))
	log := ""
	switch side(&log, nil).(type) {
	case *errorString:
		panic("wrong")
	case nil:
	}
	switch y := side(&log, &errorString{"q"}).(type) {
	default:
		panic("default first")
	case interface{ Timeout() bool }:
		panic("wrong interface")
	case *errorString:
		y.s += "!"
		log += y.s
	}
	check(log == "xxq!", "evaluated once")
	switch x := 5; y := interface{}(x).(type) {
	case int:
		check(x == y, "with a simple statement")
	}
	switch interface{}(1).(type) {
	}
loop:
	for i := 0; ; i++ {
		switch interface{}(i).(type) {
		case int:
			if i == 3 {
				break loop
			}
			if i == 1 {
				break
			}
			continue
		}
	}
	println("type_switch ok")
}

// Spec: Interface types, Implementing an interface, Comparison operators, Conversions.
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

type stringer interface{ String() string }
type namer interface{ Name() string }
type both interface {
	stringer
	namer
}
type a int
type b struct{ s string }
type c [4]int
type e struct{}

func (x a) String() string  { return "a" }
func (x *b) String() string { return x.s }
func (x *b) Name() string   { return "name " + x.s }
func (x c) String() string  { return string(rune('0' + x[3])) }
func (e) String() string    { return "e" }
func (e) Name() string      { return "name e" }

type failure struct{}

func (*failure) Error() string { return "failure" }

func typedNil() error {
	var f *failure
	return f
}

func str(x interface{}) string {
	if s, ok := x.(stringer); ok {
		return s.String()
	}
	return "?"
}

func main() {
	var s stringer
	check(s == nil, "zero value")
	println(caught(func() { s.String() }))
	s = a(5)
	check(s.String() == "a" && s == a(5) && s != a(6), "value")
	pb := &b{"bee"}
	s = pb
	check(s.String() == "bee" && s == stringer(pb) && s != stringer(&b{"bee"}), "pointer")
	s = c{1, 2, 3, 4}
	check(s.String() == "4" && s == c{1, 2, 3, 4}, "array")
	var w both = pb
	s = w
	check(s.(both) == w && s.(namer).Name() == "name bee", "interface to interface")
	w = e{}
	s, n := w, namer(w)
	check(s.String()+n.Name() == "ename e", "empty struct")
	check(typedNil() != nil && typedNil().(*failure) == nil && typedNil().Error() == "failure", "typed nil")
	println(str(a(1)), str(pb), str(b{}), str(c{3: 9}), str(nil), str(7))
	var x, y interface{}
	check(x == y, "nil interfaces")
	values := []interface{}{nil, 1, int64(1), uint8(1), 1.0, "1", true, a(1), pb, 'x', struct{}{}, [2]string{"p", "q"}, 300, byte(255), error(nil)}
	for i := range values {
		for j := range values {
			same := i == j || values[i] == nil && values[j] == nil
			check((values[i] == values[j]) == same, "comparison of mixed values")
		}
	}
	x = 1 << 40
	y = x
	x = x.(int) + 1
	check(y == 1<<40 && x == 1<<40+1, "values in interfaces do not change")
	arr := [3]int{1, 2, 3}
	x = arr
	arr[0] = 9
	check(x.([3]int)[0] == 1, "conversion copies")
	f := func(is ...interface{}) int { return len(is) }
	check(f() == 0 && f(nil) == 1 && f(nil, nil) == 2 && f([]interface{}{1, 2, 3}...) == 3, "variadic")
	type local struct{ stringer }
	x = local{s}
	check(x.(stringer).String() == "e", "struct that embeds an interface")
	var m interface{ m() }
	_, ok := x.(interface{ m() })
	check(!ok && m == nil, "missing method")
	var cmp interface{ comparable2() }
	check(cmp == nil, "nil")
	println("interface_basic ok")
}

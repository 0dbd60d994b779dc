// Spec: Type assertions.
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

type T struct{ x int }
type I interface{ M() }
type J interface{ N(int) string }
type P int

func (*P) M() {}

func (T) M() {}

type E struct{ error }

func main() {
	var x interface{} = 7
	n, ok := x.(int)
	s, ok2 := x.(string)
	check(n == 7 && ok && s == "" && !ok2, "comma ok")
	_, ok = x.(int64)
	check(!ok, "identical types only")
	println(caught(func() { _ = x.(string) }))
	println(caught(func() { _ = x.(I) }))
	println(caught(func() { _ = x.(T) }))
	println(caught(func() { _ = x.(func(int, ...string) (bool, error)) }))
	println(caught(func() { _ = x.(map[string]*[3]struct{ a, b int }) }))
	println(caught(func() { _ = x.(<-chan chan<- int) }))
	println(caught(func() { _ = x.(interface{ N(int) string }) }))
	x = nil
	println(caught(func() { _ = x.(int) }))
	println(caught(func() { _ = x.(I) }))
	_, ok = x.(I)
	check(!ok, "nil does not implement")
	_, ok = x.(interface{})
	check(!ok, "nil has no type")
	x = T{3}
	check(x.(T).x == 3 && x.(I) != nil, "struct")
	println(caught(func() { _ = x.(*T) }))
	println(caught(func() { _ = x.(J) }))
	x = P(1)
	println(caught(func() { _ = x.(I) }))
	var i I = T{4}
	println(caught(func() { _ = i.(*P) }))
	println(caught(func() { _ = i.(J) }))
	i = nil
	println(caught(func() { _ = i.(T) }))
	if t, ok := i.(T); ok || t.x != 0 {
		panic("nil interface")
	}
	i = new(P)
	*i.(*P) = 5
	check(*i.(*P) == 5, "pointer")
	ch := make(chan interface{}, 1)
	ch <- "string"
	v, ok := (<-ch).(string)
	check(v == "string" && ok, "of an expression")
	m := map[string]interface{}{"a": []int{1, 2}}
	check(m["a"].([]int)[1] == 2, "of a map element")
	func() {
		type T struct{ x int } // another type with the same name
		var y interface{} = T{1}
		println(caught(func() { _ = y.(interface{ M() }) }))
		_, ok := y.(struct{ x int })
		check(!ok, "unnamed type")
		z, ok := interface{}(struct{ x int }{2}).(struct{ x int })
		check(ok && z.x == 2, "type literals are identical")
	}()
	defer func() {
		_, isRuntime := recover().(interface{ RuntimeError() })
		check(isRuntime, "a runtime.Error")
		println("type_assert ok")
	}()
	_ = E{}.error.(interface{ Timeout() bool })
}

// Spec: Handling panics (where recover works).
package main

func check(ok bool, what string) {
	if !ok {
		panic(what)
	}
}
func helper() interface{} { return recover() }

func try(name string, f func()) {
	defer func() {
		r := recover()
		if s, ok := r.(string); ok {
			println(name, "escaped:", s)
		} else {
			println(name, "stopped", r == nil)
		}
	}()
	f()
}

type T struct{ got interface{} }

func (t *T) method() { t.got = recover() }
func (t T) value()   { *(t.got.(*interface{})) = recover() }

type I interface{ method() }
type wrap struct{ I }

func returns() (n int, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = r.(error)
			n += 10
		}
	}()
	n = 5
	var a []int
	return a[n], nil
}

func loop() (count int) {
	for i := range 4 {
		func() {
			defer func() {
				if recover() != nil {
					count += i
				}
			}()
			if i%2 == 1 {
				panic(i)
			}
		}()
	}
	return
}

type myError struct{ code int }

func (e myError) Error() string { return "myError" }

func deep(n int) int {
	if n == 0 {
		panic(myError{42})
	}
	var pad [50]int
	pad[n%50] = deep(n - 1)
	return pad[n%50] + 1
}

func main() {
	try("direct", func() { defer func() { recover() }(); panic("x") })
	try("helper", func() { defer helper(); panic("x") })
	try("nested call", func() { defer func() { helper() }(); panic("x") })
	try("nested literal", func() { defer func() { func() { recover() }() }(); panic("x") })
	try("nested defer", func() { defer func() { defer recover() }(); panic("x") })
	try("nested defer literal", func() { defer func() { defer func() { recover() }() }(); panic("x") })
	try("deferred recover", func() { defer recover(); panic("x") })
	try("no panic", func() { check(recover() == nil, "nothing to recover") })
	t := &T{}
	try("method", func() { defer t.method(); panic("m") })
	check(t.got == "m", "value")
	try("interface", func() { var i I = t; defer i.method(); panic("i") })
	check(t.got == "i", "value")
	try("promoted", func() { w := wrap{t}; defer w.method(); panic("p") })
	check(t.got == "p", "value")
	try("promoted in interface", func() { var i I = &wrap{t}; defer i.method(); panic("q") })
	check(t.got == "q", "value")
	try("method value", func() { f := t.method; defer f(); panic("v") })
	check(t.got == "v", "value")
	var got interface{}
	try("value method by pointer", func() { v := &T{&got}; defer v.value(); panic("w") })
	check(got == "w", "value")
	try("twice", func() {
		defer func() { check(recover() == nil, "already recovered") }()
		defer func() { check(recover() == "y" && recover() == nil, "once") }()
		panic("y")
	})
	n, err := returns()
	println(n, err.Error())
	println(loop())
	func() {
		defer func() {
			e := recover().(myError)
			check(e.code == 42, "typed value")
			println(e.Error())
		}()
		deep(200)
	}()
	func() {
		defer func() {
			e, ok := recover().(interface {
				error
				RuntimeError()
			})
			check(ok, "panic(nil) is a run-time error")
			println(e.Error())
		}()
		panic(nil)
	}()
	println("recover_rules ok")
}

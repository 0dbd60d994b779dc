// Spec: Handling panics (panics while panicking).
package main

func check(ok bool, what string) {
	if !ok {
		panic(what)
	}
}

var log string

func note(s string) { log += s + " " }

func replace() {
	defer func() { note("outer:" + recover().(string)) }()
	defer func() { panic("second") }()
	panic("first")
}

func recoverInner() {
	defer func() { note("outer:" + recover().(string)) }()
	defer func() {
		defer func() { note("inner:" + recover().(string)) }()
		panic("second")
	}()
	panic("first")
}

func again() {
	defer func() { note("top:" + recover().(string)) }()
	func() {
		defer func() {
			r := recover().(string)
			note("mid:" + r)
			panic(r + "+")
		}()
		panic("p")
	}()
	note("unreachable")
}

func chain(n int) {
	defer func() {
		r := recover().(int)
		if n > 0 {
			panic(r + n)
		}
		check(r == 1+2+3+4+5+100, "sum along the chain")
		note("chain")
	}()
	if n == 5 {
		panic(100)
	}
	chain(n + 1)
}

func runAll() {
	defer func() { recover(); note("d1") }()
	defer note("d2")
	defer func() {
		defer note("d3")
		defer func() { recover() }()
		var m map[string]int
		m["x"] = 1
	}()
	defer note("d4")
	panic(1)
}

func afterRecover() (s string) {
	defer func() { s += "!" }()
	defer func() { recover() }()
	defer func() { s += "?" }()
	s = "set"
	panic("gone")
}

func loopOfPanics() {
	for i := 0; i < 1000; i++ {
		func() {
			defer func() { check(recover() == i, "value") }()
			func() {
				defer func() { check(recover() == -i, "inner value"); panic(i) }()
				panic(-i)
			}()
		}()
	}
	note("loop")
}

func inGoroutine() {
	done := make(chan interface{})
	go func() {
		defer func() { done <- recover() }()
		panic("in goroutine")
	}()
	note((<-done).(string))
}

func main() {
	for _, f := range []func(){replace, recoverInner, again, func() { defer func() { recover() }(); chain(0) }, runAll, loopOfPanics, inGoroutine} {
		log = ""
		f()
		println(log)
	}
	println(afterRecover())
	println("panic_nested ok")
}

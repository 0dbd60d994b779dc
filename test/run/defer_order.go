// Spec: Defer statements, Handling panics.
package main

func check(ok bool, what string) {
	if !ok {
		panic(what)
	}
}

var log string

func note(s string) string { log += s; return s }

func order() {
	defer note("a")
	for _, s := range []string{"b", "c", "d"} {
		defer note(s)
	}
	if len(log) == 0 {
		defer func() { note("e") }()
	}
	note("f")
}

func result() (r int) {
	defer func() { r *= 3 }()
	defer func() { r += 2 }()
	return 4
}

func unnamed() int {
	r := 1
	defer func() { r = 100 }()
	return r
}

func arguments() (s string) {
	x := 1
	defer func(y int) { s += string(rune('0' + y)) }(x)
	x = 2
	defer func() { s += string(rune('0' + x)) }()
	x = 3
	return ""
}

func manyDefers(n int) (sum int) {
	for i := range n {
		defer func() { sum = sum*3%1000003 + i }()
	}
	return 0
}

func conditional(bits int) (s string) {
	if bits&1 != 0 {
		defer func() { s += "1" }()
	}
	if bits&2 != 0 {
		defer func() { s += "2" }()
	}
	if bits&4 != 0 {
		return "early"
	}
	defer func() { s += "3" }()
	return "late"
}

type closer struct{ name string }

func (c closer) close()  { note(c.name) }
func (c *closer) reset() { note("*" + c.name) }

type closing interface{ close() }

func methods() {
	c := closer{"m"}
	defer c.close()
	defer c.reset()
	var i closing = c
	defer i.close()
	c.name = "n"
	defer closing.close(c)
	defer (*closer).reset(&c)
}

func nested() {
	defer func() {
		defer note("3")
		defer func() { note("2") }()
		note("1")
	}()
}

func nilFunction() (message string) {
	defer func() { message = note("after:") + recover().(error).Error() }()
	var f func()
	defer f() // fails when it is called, not here
	note("body:")
	return
}

func builtins() {
	m := map[int]int{1: 1}
	func() {
		defer delete(m, 1)
		check(len(m) == 1, "deferred delete runs later")
	}()
	c := make(chan int)
	func() { defer close(c) }()
	_, open := <-c
	b := make([]byte, 2)
	func() { defer copy(b, "xy") }()
	check(len(m) == 0 && !open && string(b) == "xy", "deferred built-ins")
}

func main() {
	order()
	check(log == "fedcba", "order "+log)
	println(result(), unnamed(), arguments(), manyDefers(100))
	for i := range 8 {
		print(conditional(i), " ")
	}
	println()
	log = ""
	methods()
	nested()
	println(log)
	log = ""
	println(nilFunction(), log)
	builtins()
	println("defer_order ok")
}

// Spec: For statements with range clause (functions).
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

var log string

func count(n int) func(func(int) bool) {
	return func(yield func(int) bool) {
		defer func() { log += "end " }()
		for i := range n {
			if !yield(i) {
				log += "stopped "
				return
			}
		}
	}
}

func pairs(yield func(string, int) bool) { _ = yield("a", 1) && yield("b", 2) && yield("c", 3) }
func thrice(yield func() bool)           { _ = yield() && yield() && yield() }

type list[T any] struct {
	v    T
	next *list[T]
}

func (l *list[T]) all(yield func(*list[T]) bool) {
	for ; l != nil; l = l.next {
		if !yield(l) {
			return
		}
	}
}

func find(n int) (index int, found bool) {
	for i := range count(10) {
		for j := range count(10) {
			if i*j == n {
				return i*100 + j, true
			}
		}
	}
	return -1, false
}

func labels() (s string) {
outer:
	for i := range count(5) {
		for k, v := range pairs {
			switch {
			case i == 1:
				continue outer
			case i == 3:
				break outer
			case v == 2:
				continue
			}
			s += k + string(rune('0'+i))
		}
	}
	return
}

func deferred() (s string) {
	for i := range count(3) {
		defer func() { s += string(rune('0' + i)) }() // runs when the function ends, not the body
	}
	return "r"
}

func jump() int {
	n := 0
again:
	for range thrice {
		n++
		if n < 5 {
			goto again
		}
		if n == 6 {
			goto out
		}
	}
out:
	return n
}

func bad(yield func(int) bool) { yield(1); yield(2) }

func late() func() {
	var keep func(int) bool
	for range func(yield func(int) bool) { keep = yield; yield(1) } {
	}
	return func() { keep(2) }
}

func panics() (s string) {
	defer func() { s = recover().(string) + log }()
	log = ""
	for i := range count(3) {
		if i == 1 {
			panic("body ")
		}
	}
	return
}

func main() {
	sum := 0
	for i := range count(5) {
		sum += i
	}
	check(sum == 10 && log == "end ", "all")
	println(find(42))
	println(labels(), deferred(), jump(), panics())
	for k := range pairs {
		print(k, " ")
		if k == "b" {
			break
		}
	}
	l := &list[string]{"x", &list[string]{"y", nil}}
	for e := range l.all {
		e.v += "!"
		print(e.v, " ")
	}
	var i int
	var s [2]string
	for s[0], i = range pairs {
		s[1] += s[0]
	}
	println(s[1], i)
	println(caught(func() {
		for range bad {
			break
		}
	}))
	println(caught(late()))
	println(caught(func() {
		for range (func(func() bool))(nil) {
		}
	}))
	var fs []func() int
	for i := range count(3) {
		fs = append(fs, func() int { i++; return i })
	}
	println(fs[0](), fs[0](), fs[2]())
	println("range_func ok")
}

// What a select sends by value may point to variables: they outlive the function.
package main

import "runtime"

type message struct {
	p *[4]int
	n int
}

//go:noinline
func send(c chan message, quit chan bool, n int) {
	v := [4]int{n, n + 1, n + 2, n + 3}
	m := message{&v, n}
	select {
	case c <- m:
	case <-quit:
	}
}

//go:noinline
func smash(n int) int {
	var a [64]int
	for i := range a {
		a[i] = -n
	}
	if n > 0 {
		return smash(n-1) + a[n]
	}
	return a[0]
}

func main() {
	c, quit := make(chan message, 10), make(chan bool)
	for i := 0; i < 10; i++ {
		send(c, quit, i)
	}
	smash(30)
	runtime.GC()
	for i := 0; i < 10; i++ {
		m := <-c
		println(m.n, m.p[0], m.p[3])
	}
}

// Deferred calls that runtime.deferreturn makes come from the function's last line, whatever return leads to them; those
// that returns make themselves come from the return.
package main

import (
	"fmt"
	"runtime"
)

func where(what string) {
	_, _, line, _ := runtime.Caller(2)
	fmt.Println(what, line)
}

func loop(n int) int {
	for range n {
		defer func() { where("loop") }()
	}

	return 1

}

func rangeFunction() {
	for range func(yield func(int) bool) { yield(1) } {
		defer func() { where("range function") }()
	}

	return

}

func fromBody(n int) (r int) {
	if n > 1 {
		for range n {
			defer func() { where("early") }()
		}
		return 1
	}
	for range func(yield func(int) bool) { yield(1) } {
		defer func() { where("from body") }()
		return 2
	}
	return 3

}

func literal() {
	func() {
		for range 2 {
			defer func() { where("literal") }()
		}
		return

	}()
}

func own(n int) {
	defer func() { where("own") }()
	if n > 1 {
		return
	}
	n++

}

func recovered() (r int) {
	defer func() { where("recovered last") }()
	for range 2 {
		defer func() { recover() }()
	}
	panic(1)

}

func main() {
	fmt.Println(loop(2), fromBody(2), fromBody(1))
	rangeFunction()
	literal()
	own(1)
	own(2)
	recovered()
}

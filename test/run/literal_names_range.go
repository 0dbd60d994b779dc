// Function literals in loops over functions: the body comes before what is looped over, and both are numbered with the
// function around the loop, as in gc.
package main

import (
	"fmt"
	"runtime"
)

var told = make(chan bool)

func tell(what string) {
	pcs := make([]uintptr, 10)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(2, pcs)])
	frame, _ := frames.Next()
	fmt.Println(what, frame.Function)
	told <- true
}

func me(what string) {
	pc, _, _, _ := runtime.Caller(1)
	fmt.Println(what, runtime.FuncForPC(pc).Name())
}

//go:noinline
func it(f func(func(int) bool)) func(func(int) bool) { return f }

func one() {
	func() { me("before") }()
	for x := range func(yield func(int) bool) { me("x1"); yield(1) } {
		me("body1")
		func() { me("in1"); _ = x }()
		for y := range func(yield func(int) bool) { me("x2"); yield(1) } {
			me("body2")
			func() { me("in2"); _ = y }()
			defer func() { me("deferred"); _ = y }()
		}
		func() { me("in1 after") }()
	}
	func() { me("after") }()
}

func two() {
	for range it(func(yield func(int) bool) { me("x1"); yield(1) }) {
		me("body1")
		func() { me("in1") }()
		for range it(func(yield func(int) bool) { me("x2"); yield(1) }) {
			me("body2")
			func() {
				me("in2")
				for range it(func(yield func(int) bool) { me("x3"); yield(1) }) {
					me("body3")
					func() { me("in3") }()
				}
			}()
			go tell("x")
			<-told
		}
		defer me("y")
		func() { me("in1 after") }()
	}
	go tell("z")
	<-told
	defer me("u")
	func() { me("after") }()
}

func main() {
	one()
	fmt.Println()
	two()
}

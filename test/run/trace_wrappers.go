// Which wrappers traces show: those that panic themselves. Traces of deferred calls, nil receivers, goroutines.
package main

import (
	"fmt"
	"regexp"
	"runtime"
	"runtime/debug"
)

var off = regexp.MustCompile(` \+0x.*|\(0x.*\)|\(\{.*\)|\(\.\.\.\)|\(\)|goroutine \d+|panic.go:\d+|stack.go:\d+|\t\S*/`)

func stack() {
	fmt.Println(off.ReplaceAllString(string(debug.Stack()), ""))
	var pcs [20]uintptr
	n := runtime.Callers(0, pcs[:])
	fr := runtime.CallersFrames(pcs[:n])
	for {
		f, more := fr.Next()
		fmt.Println("  ", f.Function)
		if !more {
			break
		}
	}
}

type I interface{ M(int) }

func main() {
	func() {
		defer func() { recover(); stack() }()
		defer panic(1)
	}()
	func() {
		defer func() { recover(); stack() }()
		var i I
		defer func() { i.M(1) }()
	}()
	func() {
		defer func() { recover(); stack() }()
		var p *[10]int
		defer copy(p[:], []int{1})
	}()
	func() {
		defer func() { recover(); stack() }()
	}()
	func() {
		defer func() { recover(); stack() }()
		var c chan int
		defer close(c)
	}()
}

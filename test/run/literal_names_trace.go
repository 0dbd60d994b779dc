// The names of functions in others in a trace: literals, bodies of loops over functions, what go and defer run.
package main

import (
	"fmt"
	"os"
	"os/exec"
	"regexp"
)

//go:noinline
func fail(what string) { panic(what) }

//go:noinline
func call(f func()) { f() }

func it(yield func(int) bool) { yield(1) }

func body() {
	defer call(func() {})
	for range it {
		defer fmt.Sprint("x")
		for range it {
			go fmt.Sprint("y", 1)
			func() { call(func() { fail("in a literal") }) }()
		}
	}
}

var v = func() func() { return func() { call(func() { body() }) } }()

func gen[T any](t T) { call(func() { v(); fmt.Sprint(t) }) }

func main() {
	if len(os.Args) > 1 {
		defer gen(1)
		return
	}
	out, _ := exec.Command(os.Args[0], "x").CombinedOutput()
	fmt.Print(string(regexp.MustCompile(`(?m)^\t.*/|\((0x|\.\.\.|\{).*|\(\)$| ?\+0x.*`).ReplaceAll(out, nil)))
}

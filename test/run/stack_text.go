// runtime.Stack begins with its caller; offsets are those of the code, also in functions that others are inlined into.
package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"
)

type T int

func (t *T) inlined() []byte { return debug.Stack() }

//go:noinline
func f() []byte { return new(T).inlined() }

func main() {
	lines := strings.Split(string(f()), "\n")
	fmt.Println(strings.HasPrefix(lines[1], "runtime/debug.Stack("))
	for i := 1; i+1 < len(lines); i += 2 {
		_, offset, found := strings.Cut(lines[i+1], " +0x")
		fmt.Println(strings.TrimRight(lines[i], "(.)"), !found || len(offset) <= 3)
	}
	b := make([]byte, 1000)
	text := string(b[:runtime.Stack(b, false)])
	fmt.Println(strings.HasPrefix(text, "goroutine 1 [running]:\nmain.main()\n"))
}

// Spec: Package initialization, Program initialization, Import declarations.
package main

import (
	"example.com/initorder/b"
	"example.com/initorder/trace"
	_ "example.com/initorder/z"
)

var mine = trace.Add("main.var")

func init() { trace.Add("main.init") }

func main() {
	b.Use()
	for _, s := range trace.Log {
		println(s)
	}
}

// A strings.Builder knows its address, also where the copy is the only one in use: both have places of their own.
package main

import (
	"fmt"
	"strings"
)

func try(f func()) (r any) {
	defer func() { r = recover() }()
	f()
	return "no panic"
}

func main() {
	fmt.Println(try(func() {
		var a strings.Builder
		a.Write([]byte("x"))
		b := a
		b.Write([]byte("y"))
	}))
	fmt.Println(try(func() {
		var a strings.Builder
		a.WriteString("x")
		b := a
		b.Grow(10)
	}))
}

// What a failed assertion says, in each of its forms: as recovered, and from reflection.
package main

import (
	"fmt"
	"io"
	"reflect"
	"runtime"
)

type shape interface{ area() int }
type named interface {
	area() int
	Name() string
}
type square int

func (square) area() int { return 1 }

type circle struct{ r int }

func (*circle) area() int    { return 2 }
func (*circle) Name() string { return "circle" }

type empty struct{}

func local1() any {
	type t int
	return t(1)
}

func local2(v any) {
	type t int
	_ = v.(t)
}

func try(f func()) {
	defer func() {
		err := recover().(*runtime.TypeAssertionError)
		var _ runtime.Error = err
		fmt.Println(err)
	}()
	f()
	fmt.Println("no panic")
}

func main() {
	var nothing any
	var no shape
	values := []any{square(2), circle{}, &circle{}, empty{}, 7, "text", map[string]int{}, new(int)}
	try(func() { _ = nothing.(int) })
	try(func() { _ = nothing.(shape) })
	try(func() { _ = no.(square) })
	try(func() { _ = no.(named) })
	try(func() { _ = shape(square(1)).(*circle) })
	try(func() { _ = shape(square(1)).(named) })
	try(func() { local2(local1()) })
	for _, v := range values {
		if _, ok := v.(named); !ok {
			try(func() { _ = v.(named) })
			try(func() { _ = v.(named) }) // again: that it has not the methods is known
		}
		if _, ok := v.(shape); !ok {
			try(func() { _ = v.(shape) })
		}
		if _, ok := v.(io.ReadWriter); !ok {
			try(func() { _ = v.(io.ReadWriter) })
		}
		if _, ok := v.([]int); !ok {
			try(func() { _ = v.([]int) })
		}
	}
	try(func() {
		reflect.New(reflect.TypeFor[named]()).Elem().Set(reflect.ValueOf(&circle{}))
		panic(nothing.(fmt.Stringer))
	})
	var w io.Writer
	try(func() { _ = w.(io.ReadWriter) })
	try(func() { _ = error(new(runtime.PanicNilError)).(interface{ Unwrap() error }) })
}

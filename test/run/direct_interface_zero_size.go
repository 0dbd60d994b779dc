// A value of one pointer and nothing else of any size is an interface's data word itself, also with fields and elements
// of size zero beside the pointer: lowering and descriptors disagreed about these.
package main

import (
	"fmt"
	"reflect"
)

type inner struct{}
type first struct {
	z struct{}
	p *int
}
type array struct {
	z [0]int
	p *int
}
type long struct {
	z [2]struct{}
	p *int
}
type two struct {
	a, b struct{}
	p    [1]*int
}
type deep struct {
	inner
	f first
}
type function struct {
	z [0]func()
	f func() int
}
type channels struct {
	_ struct{}
	c [1]chan int
}
type last struct {
	p *int
	z struct{}
}

func (t first) get() int  { return *t.p }
func (t array) get() int  { return *t.p }
func (t long) get() int   { return *t.p }
func (t two) get() int    { return *t.p[0] }
func (t deep) get() int   { return *t.f.p }
func (t last) get() int   { return *t.p }
func (t *long) set(x int) { *t.p = x }

func (t first) Get() int { return *t.p }
func (t long) Get() int  { return *t.p }

type getter interface{ get() int }
type promoted struct {
	z [3]struct{}
	long
}

//go:noinline
func keep(x any) any { return x }

func main() {
	v := 42
	p := &v
	for _, x := range []getter{first{p: p}, array{p: p}, long{p: p}, two{p: [1]*int{p}}, deep{f: first{p: p}}, last{p: p},
		promoted{long: long{p: p}}, &long{p: p}} {
		y := keep(x)
		r := reflect.New(reflect.TypeOf(y)).Elem()
		r.Set(reflect.ValueOf(y))
		f := x.get
		fmt.Printf("%T %d %d %v\n", x, x.get(), f(), r.Interface() == y)
	}
	fmt.Println(reflect.ValueOf(keep(first{p: p})).Field(1).Elem().Int())
	fmt.Println(reflect.ValueOf(keep(long{p: p})).Field(1).Elem().Int())
	fmt.Println(reflect.ValueOf(keep(long{p: p})).Method(0).Call(nil)[0].Int())
	fmt.Println(reflect.ValueOf(keep(first{p: p})).Method(0).Interface().(func() int)())
	fmt.Println(keep(function{f: func() int { return v }}).(function).f())
	c := make(chan int, 1)
	c <- 3
	fmt.Println(<-keep(channels{c: [1]chan int{c}}).(channels).c[0])
	m := map[any]int{first{p: p}: 1, long{p: p}: 2, two{p: [1]*int{p}}: 3, [1]*int{p}: 4}
	fmt.Println(m[first{p: p}], m[long{p: p}], m[two{p: [1]*int{p}}], m[[1]*int{p}], m[first{}])
	switch x := keep(long{p: p}).(type) {
	case long:
		x.set(43)
		fmt.Println(*x.p)
	}
}

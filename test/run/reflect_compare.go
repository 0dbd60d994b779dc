// Values of types that reflection makes or finds can be compared and hashed, also where compiled code has such a type
// that it never puts into an interface, or where only the signature of a method has it.
package main

import (
	"fmt"
	"reflect"
)

// Allocated, so that the program has their descriptors, and in no interface.
var (
	flags    = new([3]bool)
	places   = new(*[2]int)
	channels = new(chan [2]int)
	structs  = new(struct{ A, B [2]int })
)

type args struct {
	name string
	list [2]any
}

type service struct{}

func (service) Do(a args, b *[4]string) (reply struct{ x, y any }) {
	reply.x = a.name
	return
}

func try(name string, t reflect.Type, value func() any) {
	defer func() {
		if e := recover(); e != nil {
			fmt.Println(name, t, "panics:", e)
		}
	}()
	v := value()
	fmt.Println(name, t, t.Comparable(), map[any]int{v: 1}[v], v == value())
}

func tryZero(name string, t reflect.Type) {
	try(name, t, func() any { return reflect.New(t).Elem().Interface() })
}

func main() {
	flags[1] = len(*flags) > 2
	*places = &[2]int{1, 2}
	*channels = make(chan [2]int, len(*flags))
	structs.A[1] += cap(*channels) + (*places)[1]

	tryZero("array", reflect.ArrayOf(3, reflect.TypeFor[bool]()))
	pair := reflect.ArrayOf(2, reflect.TypeFor[int]())
	pointer := reflect.New(pair)
	try("pointer", reflect.PointerTo(pair), func() any { return pointer.Interface() })
	channel := reflect.MakeChan(reflect.ChanOf(reflect.BothDir, pair), 1)
	try("channel", channel.Type(), func() any { return channel.Interface() })
	tryZero("struct", reflect.StructOf([]reflect.StructField{{Name: "A", Type: pair}, {Name: "B", Type: pair}}))

	do := reflect.TypeOf(service{}).Method(0).Type
	tryZero("in", do.In(1))
	tryZero("in", do.In(2))
	tryZero("in", do.In(2).Elem())
	tryZero("out", do.Out(0))

	// Types that compiled code only asserts.
	t := reflect.TypeFor[args]()
	zero := func(t reflect.Type) any { return reflect.Zero(t).Interface() }
	_, isSlice := zero(reflect.SliceOf(t)).([]args)
	_, isArray := zero(reflect.ArrayOf(5, t)).([5]args)
	_, isPointer := zero(reflect.PointerTo(reflect.PointerTo(t))).(**args)
	_, isMap := zero(reflect.MapOf(t, t)).(map[args]args)
	_, isChan := zero(reflect.ChanOf(reflect.SendDir, t)).(chan<- args)
	_, isFunc := zero(reflect.FuncOf([]reflect.Type{t}, nil, false)).(func(args))
	_, isStruct := zero(reflect.StructOf([]reflect.StructField{{Name: "X", Type: t}})).(struct{ X args })
	fmt.Println(isSlice, isArray, isPointer, isMap, isChan, isFunc, isStruct)

	array := reflect.TypeOf([3]args{})
	fmt.Println(reflect.New(array).Elem().Slice(0, 1).Type() == reflect.SliceOf(array.Elem()))
	fmt.Println(flags[1], structs.A[1])
}

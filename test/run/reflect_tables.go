// What reflection makes agrees with what compiled code makes: method tables, pointer types, channel directions.
package main

import (
	"fmt"
	"reflect"
)

type reader interface{ Read() int }
type file struct{ n int }

func (f *file) Read() int { return f.n }

type inner int

func (*inner) String() string { return "inner" }

type many struct{ *file }

func main() {
	// Set makes the table of (reader, *file) at run time; the comparison uses the one in the program.
	var r reader
	f := &file{7}
	reflect.ValueOf(&r).Elem().Set(reflect.ValueOf(f))
	fmt.Println(r == f, r.Read())

	// The pointer to an unnamed struct has the methods of what it embeds.
	var x struct{ inner }
	_, ok := reflect.New(reflect.TypeOf(x)).Interface().(fmt.Stringer)
	fmt.Println(ok)

	// Methods that nobody calls are left out of the program, but may be copied.
	t := reflect.StructOf([]reflect.StructField{{Name: "File", Type: reflect.TypeOf(f), Anonymous: true}})
	fmt.Println(t.NumMethod())

	// A send is chosen: nothing was received.
	c := make(chan int, 1)
	chosen, value, received := reflect.Select([]reflect.SelectCase{
		{Dir: reflect.SelectSend, Chan: reflect.ValueOf(c), Send: reflect.ValueOf(1)}})
	fmt.Println(chosen, value.IsValid(), received)

	fmt.Println(reflect.TypeOf((chan<- (<-chan int))(nil)), reflect.TypeOf((chan (<-chan int))(nil)), reflect.TypeOf((chan<- chan int)(nil)))
}

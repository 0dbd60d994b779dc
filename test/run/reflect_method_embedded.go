// A struct that embeds reflect.Type finds methods by its promoted method.
package main

import (
	"fmt"
	"reflect"
)

type T struct{}

func (T) Only() string { return "only" }

type Wrapped struct{ reflect.Type }
type finder interface {
	MethodByName(string) (reflect.Method, bool)
}

func main() {
	var f finder = Wrapped{reflect.TypeOf(T{})}
	name := []byte("Only")
	m, ok := f.MethodByName(string(name))
	fmt.Println(ok, m.Func.Call([]reflect.Value{reflect.ValueOf(T{})})[0])
}

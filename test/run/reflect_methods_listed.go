// reflect.Type.Methods and reflect.Value.Methods reach every exported method.
package main

import (
	"fmt"
	"reflect"
)

type T struct{ x int }

func (t T) First() int   { return t.x + 1 }
func (t *T) Second() int { return t.x + 2 }
func (t T) third() int   { return t.x + 3 }

func main() {
	for m := range reflect.TypeOf(&T{}).Methods() {
		fmt.Println(m.Name, m.Func.Call([]reflect.Value{reflect.ValueOf(&T{10})})[0])
	}
	for m, v := range reflect.ValueOf(T{20}).Methods() {
		fmt.Println(m.Name, v.Call(nil)[0])
	}
	_ = T.third
}

// reflect.StructField.Index of a direct field lies in a table that all share: it cannot be written to.
package main

import (
	"reflect"
	"runtime/debug"
)

func write(f reflect.StructField) (err any) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() { err = recover() }()
	f.Index[0] = 7
	return nil
}

func main() {
	t := reflect.TypeFor[struct{ a, b int }]()
	println(write(t.Field(1)) != nil)
	println(t.Field(0).Index[0], t.Field(1).Index[0])
	var small any = byte(200)
	println(small.(byte), reflect.ValueOf(small).Uint())
}

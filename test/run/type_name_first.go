// The type whose name is laid out first has a name, too: offset 0 of the names meant that there is none.
package main

import "reflect"

func main() {
	println(reflect.TypeOf((***int)(nil)).String())
	println(reflect.TypeOf([]***int{}).String())
}

// GODEBUG settings end with the variable.
package main

import "os"

func try() (r any) {
	defer func() { r = recover() }()
	panic(nil)
}

func main() {
	println(try() != nil)
	os.Setenv("GODEBUG", "panicnil=1")
	println(try() != nil)
	os.Clearenv()
	println(try() != nil)
}

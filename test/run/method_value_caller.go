// Who calls a method value of an interface that no text of the program names a place for: the line of the call, not that
// of the value.
package main

import (
	"fmt"
	"runtime"
)

type thing struct{}

func (thing) Error() string { return callers() }
func (thing) Close() error  { fmt.Println(callers()); return nil }

func callers() string {
	var lines string
	for i := 1; i < 4; i++ {
		name, line := "", 0
		if pc, _, l, ok := runtime.Caller(i); ok {
			name, line = runtime.FuncForPC(pc).Name(), l
		}
		if name == "runtime.main" {
			break
		}
		lines += fmt.Sprint(name, ":", line, " ")
	}
	return lines
}

type closer = interface{ Close() error }

var (
	err   error                       = thing{}
	close interface{ Close() error }  = thing{}
	both  any                         = struct{ closer }{thing{}}
	some  interface{ Error() string } = struct{ error }{thing{}}
)

func main() {
	f := err.Error

	fmt.Println(f())
	g := close.Close

	g()
	h := both.(interface{ Close() error }).Close
	func() {
		h()
	}()
	i := some.Error

	fmt.Println(i())
	j := error.Error
	fmt.Println(j(some))
}

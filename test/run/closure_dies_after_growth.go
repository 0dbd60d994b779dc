// A closure whose call makes the stack grow is garbage after the call: what kept it while the stack grew does not.
package main

import (
	"fmt"
	"runtime"
	"weak"
)

type object struct{ numbers [8]int }

//go:noinline
func fill(room *[64 << 10]byte, o *object) byte {
	for i := range room {
		room[i] = byte(o.numbers[i%8])
	}
	return room[5]
}

var global func() byte // what is here is on the heap

//go:noinline
func call() byte { return global() }

//go:noinline
func grow() (weak.Pointer[object], byte) {
	o := &object{numbers: [8]int{5: 42}}
	global = func() byte {
		var room [64 << 10]byte
		return fill(&room, o)
	}
	result := call()
	global = nil
	return weak.Make(o), result
}

func main() {
	done := make(chan bool)
	for range 3 {
		go func() { // on a small stack
			w, result := grow()
			runtime.GC()
			fmt.Println(result, w.Value() == nil)
			done <- true
		}()
		<-done
	}
}

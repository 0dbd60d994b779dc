// A finalizer that blocks holds up finalizers, but no cleanups, and the other way round.
package main

import (
	"fmt"
	"runtime"
	"time"
)

type object struct {
	next *object
	data [64]byte
}

var block = make(chan bool)
var began, ran = make(chan string, 10), make(chan string, 10)

//go:noinline
func drop(name string, finalizer, cleanup func(string)) {
	if finalizer != nil {
		runtime.SetFinalizer(&object{}, func(*object) { finalizer(name) })
	}
	if cleanup != nil {
		runtime.AddCleanup(&object{}, cleanup, name)
	}
}

func blocks(name string) {
	began <- name
	<-block
	ran <- name
}

func runs(name string) { ran <- name }

// receive collects until a value comes.
func receive(c chan string) string {
	for {
		select {
		case s := <-c:
			return s
		default:
			runtime.GC()
			time.Sleep(100 * time.Microsecond)
		}
	}
}

func main() {
	drop("blocking finalizer", blocks, nil)
	fmt.Println(receive(began), "began")
	drop("cleanup", nil, runs)
	fmt.Println(receive(ran), "ran")
	block <- true
	fmt.Println(receive(ran), "ended")

	drop("blocking cleanup", nil, blocks)
	fmt.Println(receive(began), "began")
	drop("finalizer", runs, nil)
	fmt.Println(receive(ran), "ran")
	block <- true
	fmt.Println(receive(ran), "ended")
}

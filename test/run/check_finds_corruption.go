// TUCO_DEBUG=check=3 finds a pointer to what is no object, and a word that was written below a stack; it finds nothing
// where nothing is wrong.
package main

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"unsafe"
)

type holder struct{ p *[10]int }

var kept *holder

//go:noinline
func addressOfGarbage() uintptr { return uintptr(unsafe.Pointer(new([10]int))) }

func stalePointer() {
	kept = &holder{}
	address := addressOfGarbage()
	runtime.GC()
	*(*uintptr)(unsafe.Pointer(&kept.p)) = address
	runtime.GC()
}

//go:noinline
func writeBelowStack() {
	var local int
	bottom := uintptr(unsafe.Pointer(&local)) &^ 2047 // of a new goroutine's stack
	*(*int)(unsafe.Pointer(bottom + 8)) = 1
}

func child(what string) {
	switch what {
	case "pointer":
		stalePointer()
	case "stack":
		done := make(chan bool)
		go func() {
			writeBelowStack()
			done <- true
		}()
		<-done
	}
	for i := 0; i < 3; i++ {
		runtime.GC()
	}
}

func main() {
	if len(os.Args) > 1 {
		child(os.Args[1])
		return
	}
	for _, what := range []string{"nothing", "pointer", "stack"} {
		command := exec.Command(os.Args[0], what)
		command.Env = append(os.Environ(), "TUCO_DEBUG=check=3")
		output, _ := command.CombinedOutput()
		fmt.Println(what, command.ProcessState.ExitCode(), strings.Contains(string(output), "assertion failed"))
	}
}

// Every stack for the runtime's C, of threads and of their signal handlers, has a page without access below it, so that
// one that overflows faults instead of writing over what lies there.
package main

import (
	"bufio"
	"fmt"
	"os"
	"runtime"
	"sync"
)

func main() {
	var started, end sync.WaitGroup
	end.Add(1)
	for i := 0; i < 4; i++ { // threads of their own
		started.Add(1)
		go func() {
			runtime.LockOSThread()
			started.Done()
			end.Wait()
		}()
	}
	started.Wait()
	file, err := os.Open("/proc/self/maps")
	if err != nil {
		fmt.Println(err)
		return
	}
	guards := 0 // that have a writable mapping right above them
	var below struct {
		end   uint64
		guard bool
	}
	for lines := bufio.NewScanner(file); lines.Scan(); {
		var from, to uint64
		var access string
		fmt.Sscanf(lines.Text(), "%x-%x %s", &from, &to, &access)
		if access == "rw-p" && below.guard && below.end == from {
			guards++
		}
		below.end, below.guard = to, access == "---p" && to-from == 4096
	}
	end.Done()
	fmt.Println(guards >= 2*5)
}

// The heap's profile names who allocated what is in use, and scales to what really was allocated.
package main

import (
	"bytes"
	"fmt"
	"math"
	"runtime"
	"runtime/pprof"
	"strings"
)

var keep [][]byte

//go:noinline
func grow(n int) {
	for range n {
		keep = append(keep, make([]byte, 10000))
	}
}

//go:noinline
func churn(n int) {
	for range n {
		keep[0] = make([]byte, 600)
	}
}

// inUse gives the estimate of objects in use and ever allocated by function.
func inUse(function string) (live, all float64) {
	records := make([]runtime.MemProfileRecord, 1000)
	n, ok := runtime.MemProfile(records, true)
	if !ok {
		panic(n)
	}
	for _, r := range records[:n] {
		frames := runtime.CallersFrames(r.Stack())
		for {
			f, more := frames.Next()
			if f.Function == function {
				size := float64(r.AllocBytes) / float64(r.AllocObjects)
				scale := 1 / (1 - math.Exp(-size/float64(runtime.MemProfileRate)))
				live += float64(r.InUseObjects()) * scale
				all += float64(r.AllocObjects) * scale
				break
			}
			if !more {
				break
			}
		}
	}
	return live, all
}

func near(got, want float64) bool { return got > want*0.85 && got < want*1.15 }

func main() {
	runtime.MemProfileRate = 4096
	grow(5000)
	churn(50000)
	runtime.GC()
	runtime.GC()
	live, all := inUse("main.grow")
	fmt.Println("grow", near(live, 5000), near(all, 5000))
	live, all = inUse("main.churn")
	fmt.Println("churn", live < 100, near(all, 50000))
	var text bytes.Buffer
	if err := pprof.Lookup("heap").WriteTo(&text, 1); err != nil {
		panic(err)
	}
	fmt.Println(strings.Contains(text.String(), "main.grow"), strings.HasPrefix(text.String(), "heap profile: "))
}

// Dumps and profiles of many goroutines take one look at all of them, in time that grows with their number.
package main

import (
	"bytes"
	"fmt"
	"os"
	"runtime"
	"runtime/metrics"
	"runtime/pprof"
	"strings"
)

var count = 10000

func wait(c chan int) { <-c }

func waiting(buf []byte, n int) int { return strings.Count(string(buf[:n]), "[chan receive]:\nmain.wait(") }

func main() {
	if os.Getenv("TUCO_DEBUG") != "" { // a collection at every few allocations looks at all of them
		count /= 10
	}
	c := make(chan int)
	for range count {
		go wait(c)
	}
	buf := make([]byte, 16<<20)
	n := 0
	for n = runtime.Stack(buf, true); waiting(buf, n) < count; n = runtime.Stack(buf, true) {
		runtime.Gosched()
	}
	text := string(buf[:n])
	fmt.Println(strings.Count(text, "\n\ngoroutine ") == count, strings.HasPrefix(text, "goroutine 1 [running]:\nmain.main()\n"))
	// What does not fit is cut off.
	fmt.Println(runtime.Stack(buf[:100], true), runtime.Stack(nil, true))

	records := make([]runtime.StackRecord, count+1)
	n, ok := runtime.GoroutineProfile(records)
	frame, _ := runtime.CallersFrames(records[count].Stack()).Next()
	fmt.Println(n == count+1, ok, frame.Function == "main.wait" || strings.HasPrefix(frame.Function, "runtime."))
	n, ok = runtime.GoroutineProfile(records[:count])
	fmt.Println(n == count+1, ok)

	var profile bytes.Buffer
	pprof.Lookup("goroutine").WriteTo(&profile, 1)
	fmt.Println(strings.HasPrefix(profile.String(), fmt.Sprintf("goroutine profile: total %d\n%d @ ", count+1, count)))
	profile.Reset()
	pprof.Lookup("goroutine").WriteTo(&profile, 2)
	fmt.Println(waiting(profile.Bytes(), profile.Len()) == count)

	samples := []metrics.Sample{{Name: "/sched/goroutines:goroutines"}, {Name: "/sched/goroutines/waiting:goroutines"}}
	metrics.Read(samples)
	fmt.Println(samples[0].Value.Uint64() > uint64(count), samples[1].Value.Uint64() >= uint64(count))
	for range count {
		c <- 1
	}
}

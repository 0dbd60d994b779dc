// GOGC, GOMEMLIMIT and GOTRACEBACK as gc reads them, also malformed ones; a collection when there was none for long. The program
// runs itself for each.
package main

import (
	"bytes"
	"fmt"
	"math"
	"os"
	"os/exec"
	"runtime"
	"runtime/debug"
	"strings"
	"time"
)

func run(mode string, env ...string) string {
	var text bytes.Buffer
	c := exec.Command(os.Args[0], mode)
	c.Env = append(os.Environ(), env...)
	c.Stdout, c.Stderr = &text, &text
	err := c.Run()
	head, _, _ := strings.Cut(text.String(), "\n\n")
	if mode == "panic" {
		head = fmt.Sprint(strings.Count(text.String(), "goroutine "))
	}
	return fmt.Sprintf("%q %v", strings.TrimSpace(head), err)
}

func main() {
	if len(os.Args) == 1 {
		for _, v := range []string{"", "50", "off", "offx", "0", "-1", "-7", "+25", "1e3", "12 ", "2147483647", "2147483648", "-2147483648", "abc"} {
			fmt.Println("GOGC", v, run("values", "GOGC="+v))
		}
		for _, v := range []string{"", "off", "Off", "0", "5", "100B", "100MiB", "1GiB", "3TiB", "2KiB", "100MB", "100M", "1iB", "iB", "B", "KiB",
			"-5", "+5", "1.5GiB", " 5", "9223372036854775807", "9223372036854775808", "8388607TiB", "8388608TiB", "99999999TiB", "5GiBx"} {
			fmt.Println("GOMEMLIMIT", v, run("values", "GOMEMLIMIT="+v, "GOGC=off"))
		}
		for _, v := range []string{"", "none", "single", "all", "0", "1", "bogus"} {
			fmt.Println("GOTRACEBACK", v, run("panic", "GOTRACEBACK="+v))
		}
		fmt.Println("by time", run("time", "TUCO_DEBUG=gcperiod=20"))
		fmt.Println("by time, off", run("time", "TUCO_DEBUG=gcperiod=20", "GOGC=off"))
		return
	}
	switch os.Args[1] {
	case "values":
		limit := debug.SetMemoryLimit(math.MaxInt64)
		fmt.Println(debug.SetGCPercent(100), limit)
	case "panic":
		go func() { select {} }()
		for range 10 {
			runtime.Gosched()
		}
		panic("end")
	case "time":
		runtime.GC()
		var m runtime.MemStats
		patience := 30 * time.Second
		if os.Getenv("GOGC") == "off" {
			patience = 150 * time.Millisecond
		}
		for start := time.Now(); m.NumGC-m.NumForcedGC < 2 && time.Since(start) < patience; {
			time.Sleep(5 * time.Millisecond)
			runtime.ReadMemStats(&m)
		}
		fmt.Println(m.NumGC-m.NumForcedGC >= 2)
	}
}

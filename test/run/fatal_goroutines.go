// Which goroutines a fatal error shows, and what it says first: mistakes of the program concern the goroutine that made them,
// what the runtime finds out concerns all. The program runs itself for each case, with each GOTRACEBACK.
package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
)

var release = make(chan bool)

//go:noinline
func overflow(n int) int { return overflow(n+1) + 1 }

var cases = []struct {
	name string
	f    func()
}{
	{"panic", func() { panic("text") }},
	{"unlock", func() { new(sync.Mutex).Unlock() }},
	{"runlock", func() { new(sync.RWMutex).RUnlock() }},
	{"unlock in a panic", func() {
		defer func() { new(sync.Mutex).Unlock() }()
		panic(fmt.Errorf("an error\nof lines"))
	}},
	{"waitgroup", func() { new(sync.WaitGroup).Done() }},
	{"go nil", func() { var f func(); go f() }},
	{"overflow", func() { overflow(0) }},
	{"finalizer", func() { runtime.SetFinalizer(3, 4) }},
	{"goexit in main", func() { runtime.Goexit() }},
	{"asleep", func() { select {} }},
	{"asleep nil send", func() { var c chan int; c <- 1 }},
	{"asleep nil select", func() {
		var c chan int
		select {
		case <-c:
		case c <- 1:
		}
	}},
	{"exit in panic", func() {
		defer os.Exit(3)
		panic("not seen")
	}},
	{"panic in String", func() { panic(broken{}) }},
	{"goexit in deferred", func() {
		before := runtime.NumGoroutine()
		go func() {
			defer runtime.Goexit()
			panic("dropped")
		}()
		for runtime.NumGoroutine() > before {
			runtime.Gosched()
		}
		os.Exit(4)
	}},
}

type broken struct{}

func (broken) Error() string { panic("in Error") }

func main() {
	if len(os.Args) > 1 {
		for range 3 {
			go func() { <-release }()
		}
		for buf := make([]byte, 1<<14); bytes.Count(buf[:runtime.Stack(buf, true)], []byte("[chan receive")) < 3; {
			runtime.Gosched()
		}
		debug.SetMaxStack(1 << 20)
		i, _ := strconv.Atoi(os.Args[1])
		cases[i].f()
		return
	}
	header := regexp.MustCompile(`(?m)^goroutine \d+ .*\[(.*)\]:$`)
	for i, c := range cases {
		for _, level := range []string{"none", "single", "all"} {
			var text bytes.Buffer
			command := exec.Command(os.Args[0], strconv.Itoa(i))
			command.Env = append(os.Environ(), "GOTRACEBACK="+level)
			command.Stdout, command.Stderr = &text, &text
			err := command.Run()
			first, _, _ := strings.Cut(text.String(), "\n\n")
			first = regexp.MustCompile(`0x[0-9a-f]+`).ReplaceAllString(first, "N")
			var states []string
			for _, m := range header.FindAllStringSubmatch(text.String(), -1) {
				if !regexp.MustCompile("idle|wait$").MatchString(m[1]) { // of gc's runtime
					states = append(states, m[1])
				}
			}
			fmt.Printf("%s %s: %v: %q %q\n", c.name, level, err, strings.TrimSpace(first), states)
		}
	}
}

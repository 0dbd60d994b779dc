// What faults and signals print, and how the process ends, or what is recovered: the program runs itself for each case.
package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"regexp"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"syscall"
	"time"
	"unsafe"
)

var sink int
var zero int

//go:noinline
func load(address uintptr) int { return *(*int)(*(*unsafe.Pointer)(unsafe.Pointer(&address))) }

//go:noinline
func store(address uintptr) { *(*int)(*(*unsafe.Pointer)(unsafe.Pointer(&address))) = 1 }

//go:noinline
func bytesAt(address uintptr, n int) []byte {
	return unsafe.Slice((*byte)(*(*unsafe.Pointer)(unsafe.Pointer(&address))), n)
}

func textAddress() uintptr { return uintptr(unsafe.Pointer(unsafe.StringData("constant text"))) }

// callOf makes a function value of an address.
func callOf(address uintptr) func() {
	code := &address
	return *(*func())(unsafe.Pointer(&code))
}

const (
	unmapped     = 0x5000
	nonCanonical = 0xdeadbeefdeadbeef
	kernel       = 0xffff800000000000
)

// send sends s to the thread it runs on, which has it before the call returns: a signal for the process may be taken by
// another thread, while this one goes on.
func send(s syscall.Signal) {
	runtime.LockOSThread()
	syscall.RawSyscall(syscall.SYS_TGKILL, uintptr(os.Getpid()), uintptr(syscall.Gettid()), uintptr(s))
	fmt.Println("still there")
}

type inner struct {
	pad [4090]byte
	x   [10]byte
}

var cases = []struct {
	name string
	f    func()
}{
	{"load nil", func() { sink = load(0) }},
	{"load nil offset 4080", func() { sink = load(4080) }},
	{"load offset 4096", func() { sink = load(4096) }},
	{"store nil", func() { store(8) }},
	{"load unmapped", func() { sink = load(unmapped) }},
	{"store unmapped", func() { store(unmapped) }},
	{"store constant", func() { store(textAddress()) }},
	{"load non-canonical", func() { sink = load(nonCanonical) }},
	{"store non-canonical", func() { store(nonCanonical) }},
	{"load kernel", func() { sink = load(kernel) }},
	{"copy from unmapped", func() { copy(make([]byte, 100), bytesAt(unmapped, 100)) }},
	{"copy to non-canonical", func() { copy(bytesAt(nonCanonical, 100), make([]byte, 100)) }},
	{"copy large from nil", func() { copy(make([]byte, 10000), bytesAt(16, 10000)) }},
	{"equal unmapped", func() { fmt.Println(bytes.Equal(bytesAt(unmapped, 100), make([]byte, 100))) }},
	{"clear unmapped", func() { clear(bytesAt(unmapped, 1000)) }},
	{"map unmapped", func() { m := map[string]int{"a": 1}; sink = m[unsafe.String(&bytesAt(unmapped, 1)[0], 20)] }},
	{"field across", func() { var p *inner; sink = int(p.x[zero+9]) }},
	{"call nil", func() { var f func(); f() }},
	{"call unmapped", func() { callOf(unmapped)() }},
	{"call non-canonical", func() { callOf(nonCanonical)() }},
	{"divide", func() { sink = 1 / zero }},
	{"breakpoint", func() { runtime.Breakpoint() }},
	{"fatal in a deferred call", func() {
		defer func() {
			var m map[string]int
			defer fmt.Println("runs")
			m["a"] = 1
		}()
		panic("first\nsecond line")
	}},
	{"fault in a deferred call", func() {
		defer func() { sink = load(unmapped) }()
		panic(errors.New("first\nsecond line"))
	}},
	{"fault after a recovered fault", func() {
		func() {
			defer func() { fmt.Println(recover()) }()
			sink = load(0)
		}()
		panic("no signal line")
	}},
	{"SIGHUP", func() { send(syscall.SIGHUP) }},
	{"SIGINT", func() { send(syscall.SIGINT) }},
	{"SIGQUIT", func() { send(syscall.SIGQUIT) }},
	{"SIGILL", func() { send(syscall.SIGILL) }},
	{"SIGTRAP", func() { send(syscall.SIGTRAP) }},
	{"SIGABRT", func() { send(syscall.SIGABRT) }},
	{"SIGBUS", func() { send(syscall.SIGBUS) }},
	{"SIGFPE", func() { send(syscall.SIGFPE) }},
	{"SIGKILL", func() { send(syscall.SIGKILL) }},
	{"SIGUSR1", func() { send(syscall.SIGUSR1) }},
	{"SIGSEGV", func() { send(syscall.SIGSEGV) }},
	{"SIGPIPE", func() { send(syscall.SIGPIPE) }},
	{"SIGTERM", func() { send(syscall.SIGTERM) }},
	{"SIGSTKFLT", func() { send(syscall.SIGSTKFLT) }},
	{"SIGCHLD", func() { send(syscall.SIGCHLD) }},
	{"SIGPROF", func() { send(syscall.SIGPROF) }},
	{"SIGSYS", func() { send(syscall.SIGSYS) }},
	{"signal 32", func() { send(32) }},
	{"signal 33", func() { send(33) }},
	{"signal 34", func() { send(34) }},
	{"signal 35", func() { send(35) }},
	{"signal 64", func() { send(64) }},
	// Of one for the process any thread may be the first to know.
	{"SIGSEGV for the process", func() { syscall.Kill(os.Getpid(), syscall.SIGSEGV); time.Sleep(time.Minute) }},
	{"ignored", func() {
		signal.Ignore(syscall.SIGTERM, syscall.SIGSEGV, syscall.SIGQUIT)
		fmt.Println(signal.Ignored(syscall.SIGTERM), signal.Ignored(syscall.SIGSEGV), signal.Ignored(syscall.SIGHUP))
		send(syscall.SIGTERM)
		send(syscall.SIGSEGV)
		send(syscall.SIGQUIT)
		signal.Reset(syscall.SIGTERM)
		fmt.Println(signal.Ignored(syscall.SIGTERM))
		send(syscall.SIGTERM)
	}},
	{"notified and reset", func() {
		c := make(chan os.Signal, 10)
		signal.Notify(c, syscall.SIGSEGV, syscall.SIGILL, syscall.SIGURG, syscall.SIGSTKFLT, syscall.SIGTSTP, syscall.Signal(64))
		for _, s := range []syscall.Signal{syscall.SIGSEGV, syscall.SIGILL, syscall.SIGURG, syscall.SIGSTKFLT, syscall.SIGTSTP, 64} {
			syscall.Kill(os.Getpid(), s)
			for got := range c {
				if got == s { // SIGURG may also be the runtime's
					break
				}
			}
		}
		signal.Reset()
		send(64)
		send(syscall.SIGSTKFLT)
	}},
	{"standard output closed", func() {
		r, w, _ := os.Pipe()
		r.Close()
		syscall.Dup2(int(w.Fd()), 1)
		fmt.Println("lost")
	}},
	{"closed, SIGPIPE notified", func() {
		c := make(chan os.Signal, 10)
		signal.Notify(c, syscall.SIGPIPE)
		r, w, _ := os.Pipe()
		r.Close()
		syscall.Dup2(int(w.Fd()), 1)
		fmt.Println("lost")
		println("got", (<-c).String())
	}},
}

// recovered runs a case with SetPanicOnFault.
func recovered(f func()) {
	defer func() {
		e := recover()
		_, isRuntime := e.(runtime.Error)
		fmt.Print(e, " ", isRuntime)
		if a, ok := e.(interface{ Addr() uintptr }); ok {
			fmt.Print(" at ", a.Addr() == 0, a.Addr() == unmapped, a.Addr() == textAddress())
		}
		fmt.Println()
	}()
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	f()
}

var number = regexp.MustCompile(`0x[0-9a-f]+|m=[0-9]+|^goroutine [0-9]+( gp=\S+ m=\S+( mp=\S+)?)?`)
var small = regexp.MustCompile(`^0x([0-9a-f]{1,2}|5000|1000|ff[08]|deadbeefdeadbeef)$`)

// head returns what the output begins with, up to the first trace, without what differs from build to build.
func head(text string) string {
	var lines []string
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "instruction bytes") {
			line = "instruction bytes\n"
		}
		// A system call was interrupted: where differs.
		if strings.HasPrefix(line, "PC=") {
			line = regexp.MustCompile(`addr=\S+`).ReplaceAllString(line, "addr=")
		}
		line = number.ReplaceAllStringFunc(line, func(s string) string {
			if small.MatchString(s) {
				return s
			}
			return "N"
		})
		if strings.HasPrefix(line, "N [") || strings.HasPrefix(line, "runtime stack") {
			break
		}
		lines = append(lines, strings.TrimRight(line, "\n"))
	}
	return strings.Join(lines, " | ")
}

func main() {
	if len(os.Args) > 1 {
		i, _ := strconv.Atoi(os.Args[1])
		cases[i].f()
		os.Exit(0)
	}
	for i, c := range cases {
		var text bytes.Buffer
		command := exec.Command(os.Args[0], strconv.Itoa(i))
		command.Stdout, command.Stderr = &text, &text
		err := command.Run()
		fmt.Printf("%s: %v: %s\n", c.name, err, head(text.String()))
		if c.name == "divide" {
			break
		}
	}
	for _, c := range cases {
		fmt.Print(c.name, ": ")
		recovered(c.f)
		if c.name == "divide" {
			break
		}
	}
	rest := false
	for i, c := range cases {
		if rest {
			var text bytes.Buffer
			command := exec.Command(os.Args[0], strconv.Itoa(i))
			command.Stdout, command.Stderr = &text, &text
			err := command.Run()
			fmt.Printf("%s: %v: %s\n", c.name, err, head(text.String()))
		}
		rest = rest || c.name == "divide"
	}
}

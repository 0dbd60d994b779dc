// Several threads report fatal errors at once, and signals come meanwhile: one report, status 2. The program runs itself.
package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync/atomic"
	"syscall"
	"time"
)

var ready atomic.Int32

type deep struct{ next *deep }

//go:noinline
func fail(kind, depth int, c chan int) {
	if depth > 0 {
		fail(kind, depth-1, c)
		return
	}
	ready.Add(1)
	for ready.Load() < 4 {
		runtime.Gosched()
	}
	switch kind {
	case 0:
		panic(fmt.Sprint("reported"))
	case 1:
		var d *deep
		d.next.next = nil
	case 2:
		var m map[int]int
		m[1] = 2
	default:
		close(c)
	}
}

func main() {
	if len(os.Args) > 1 {
		for i := range 4 {
			go fail(i, 10*i, nil)
		}
		for ready.Load() < 4 {
			runtime.Gosched()
		}
		for {
			syscall.Kill(os.Getpid(), syscall.SIGQUIT)
			time.Sleep(100 * time.Microsecond)
		}
	}
	for range 12 {
		cmd := exec.Command(os.Args[0], "x")
		cmd.Env = append(os.Environ(), "GOMAXPROCS=4")
		out, err := cmd.CombinedOutput()
		reports := bytes.Count(out, []byte("panic: ")) - bytes.Count(out, []byte("[recovered"))
		quits := strings.Count(string(out), "SIGQUIT: quit\n")
		if err == nil || err.Error() != "exit status 2" || reports+quits != 1 {
			fmt.Printf("%v %d %d\n%s\n", err, reports, quits, out)
		}
	}
	fmt.Println("done")
}

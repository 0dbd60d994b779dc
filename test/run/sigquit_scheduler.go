// SIGQUIT comes while the scheduler's lock is busy: the dump must be printed and the process must end, whatever lock the
// thread that the signal interrupts holds.
package main

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
	"time"
)

func child() {
	for i := 0; i < 8; i++ {
		go func() {
			for {
				runtime.Gosched()
			}
		}()
	}
	for i := 0; i < 2000; i++ {
		runtime.Gosched()
	}
	syscall.Kill(os.Getpid(), syscall.SIGQUIT)
	select {}
}

func main() {
	if len(os.Args) > 1 {
		child()
	}
	for i := 0; i < 12; i++ {
		command := exec.Command(os.Args[0], "child")
		command.Env = append(os.Environ(), "GOMAXPROCS=4")
		var output strings.Builder
		command.Stderr = &output
		if err := command.Start(); err != nil {
			fmt.Println(err)
			return
		}
		killer := time.AfterFunc(20*time.Second, func() { command.Process.Kill() })
		err := command.Wait()
		if !killer.Stop() || command.ProcessState.ExitCode() != 2 || !strings.HasPrefix(output.String(), "SIGQUIT: quit") {
			fmt.Println(i, err)
			fmt.Println(output.String())
			return
		}
	}
	fmt.Println("ok")
}

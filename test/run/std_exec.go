// Packages os/exec, os/signal, syscall: child processes, their output and status, signals to oneself.
package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"syscall"
)

func main() {
	out, err := exec.Command("echo", "from a child").Output()
	fmt.Printf("%q %v\n", out, err)
	err = exec.Command("sh", "-c", "exit 3").Run()
	fmt.Println(err, err.(*exec.ExitError).ExitCode())
	c := exec.Command("tr", "a-z", "A-Z")
	c.Stdin = strings.NewReader("through a pipe\n")
	var b bytes.Buffer
	c.Stdout = &b
	fmt.Println(c.Run(), b.String())
	c = exec.Command("sh", "-c", "echo $VARIABLE; pwd; echo error >&2")
	c.Env, c.Dir = []string{"VARIABLE=value", "PATH=/bin:/usr/bin"}, "/"
	both, err := c.CombinedOutput()
	fmt.Printf("%q %v\n", both, err)
	_, err = exec.LookPath("no-such-command-at-all")
	fmt.Println(err)
	ctx, cancel := context.WithCancel(context.Background())
	c = exec.CommandContext(ctx, "sleep", "30")
	err = c.Start()
	cancel()
	fmt.Println(err, c.Wait())
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, syscall.SIGUSR1, syscall.SIGHUP)
	for _, s := range []syscall.Signal{syscall.SIGUSR1, syscall.SIGHUP} {
		syscall.Kill(os.Getpid(), s)
		fmt.Println(<-signals)
	}
	signal.Ignore(syscall.SIGUSR2)
	syscall.Kill(os.Getpid(), syscall.SIGUSR2)
	var all []chan string
	for i := range 5 {
		done := make(chan string)
		all = append(all, done)
		go func() {
			o, err := exec.Command("echo", fmt.Sprint(i)).Output()
			done <- fmt.Sprintf("%q %v", o, err)
		}()
	}
	for _, done := range all {
		fmt.Println(<-done)
	}
}

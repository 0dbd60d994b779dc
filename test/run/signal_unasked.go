// Signals that nobody asked for: most are ignored, those that mean "end" end the program.
package main

import (
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	self := os.Getpid()
	for _, s := range []syscall.Signal{syscall.SIGUSR2, syscall.SIGALRM, syscall.SIGIO, syscall.SIGWINCH, 40} {
		syscall.Kill(self, s)
	}
	c := make(chan os.Signal, 1)
	signal.Notify(c, syscall.SIGUSR1)
	syscall.Kill(self, syscall.SIGUSR1)
	fmt.Println(<-c)
	signal.Stop(c)
	syscall.Kill(self, syscall.SIGUSR1)
	signal.Notify(c, syscall.SIGHUP)
	syscall.Kill(self, syscall.SIGHUP)
	fmt.Println(<-c)
	fmt.Println("alive")
}

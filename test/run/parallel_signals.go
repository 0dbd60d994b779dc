// Signals while many goroutines run: each reaches who asked for it, by Notify, NotifyContext, Ignore, Reset.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"sync"
	"sync/atomic"
	"syscall"
)

func main() {
	var stop atomic.Bool
	var busy sync.WaitGroup
	for range 8 {
		busy.Go(func() {
			c := make(chan []byte, 1)
			for !stop.Load() {
				c <- make([]byte, 100)
				<-c
				runtime.Gosched()
			}
		})
	}
	pid := os.Getpid()
	usr1, usr2 := make(chan os.Signal, 1), make(chan os.Signal, 1)
	both := make(chan os.Signal, 200)
	signal.Notify(usr1, syscall.SIGUSR1)
	signal.Notify(usr2, syscall.SIGUSR2)
	signal.Notify(both, syscall.SIGUSR1, syscall.SIGUSR2)
	for range 50 {
		syscall.Kill(pid, syscall.SIGUSR1)
		if s := <-usr1; s != syscall.SIGUSR1 {
			panic(s)
		}
		syscall.Kill(pid, syscall.SIGUSR2)
		if s := <-usr2; s != syscall.SIGUSR2 {
			panic(s)
		}
		<-both
		<-both
	}
	fmt.Println("received", len(usr1), len(usr2))
	// Sent from many goroutines; signals of one kind may merge while one is pending.
	var senders sync.WaitGroup
	for range 10 {
		senders.Go(func() {
			for range 10 {
				syscall.Kill(pid, syscall.SIGUSR1)
				runtime.Gosched()
			}
		})
	}
	senders.Wait()
	<-usr1
	<-both
	signal.Notify(make(chan os.Signal, 1), syscall.SIGUSR1) // some may still be on their way
	signal.Stop(usr1)
	signal.Stop(both)
	ctx, cancel := signal.NotifyContext(context.Background(), syscall.SIGHUP)
	syscall.Kill(pid, syscall.SIGHUP)
	<-ctx.Done()
	cancel()
	fmt.Println(ctx.Err())
	signal.Ignore(syscall.SIGHUP)
	syscall.Kill(pid, syscall.SIGHUP)
	fmt.Println("ignored", signal.Ignored(syscall.SIGHUP), signal.Ignored(syscall.SIGUSR2))
	// Registered and dropped by many at once.
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			for range 10 {
				c := make(chan os.Signal, 1)
				signal.Notify(c, syscall.SIGUSR2)
				syscall.Kill(pid, syscall.SIGUSR2)
				<-c
				signal.Stop(c)
			}
		})
	}
	wg.Wait()
	stop.Store(true)
	busy.Wait()
	fmt.Println("done")
}

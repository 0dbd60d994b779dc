// Which timers hold off the report of a deadlock: those that a goroutine waits for, and those with a function. The program
// runs itself for each case.
package main

import (
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

const long, short = time.Hour, 5 * time.Millisecond

var forever = make(chan int)

// Kept, so that no collection drops them.
var ticker *time.Ticker
var timer *time.Timer
var after <-chan time.Time

var cases = []struct {
	name string
	f    func()
}{
	{"nobody receives", func() {
		ticker, timer, after = time.NewTicker(long), time.NewTimer(long), time.After(long)
		<-forever
	}},
	{"nobody receives any more", func() {
		ticker, timer = time.NewTicker(short), time.NewTimer(short)
		<-ticker.C
		<-timer.C
		<-ticker.C
		timer.Reset(long)
		<-forever
	}},
	{"a select took another case", func() {
		ticker, timer = time.NewTicker(short), time.NewTimer(long)
		select {
		case <-ticker.C:
		case <-timer.C:
		}
		select {
		case <-timer.C:
		default:
		}
		<-forever
	}},
	{"stopped under its receiver", func() {
		timer = time.NewTimer(long)
		time.AfterFunc(short, func() { timer.Stop() })
		<-timer.C
	}},
	{"reset under its receiver", func() {
		timer = time.NewTimer(long)
		time.AfterFunc(short, func() { timer.Reset(short) })
		<-timer.C
	}},
	{"stopped and reset under its receiver", func() {
		timer = time.NewTimer(long)
		timer.Stop()
		time.AfterFunc(short, func() { timer.Reset(short) })
		<-timer.C
	}},
	{"received elsewhere", func() {
		ticker = time.NewTicker(short)
		done := make(chan bool)
		go func() {
			for range 3 {
				<-ticker.C
			}
			done <- true
		}()
		<-done
	}},
	{"selects on the same timer", func() {
		timer = time.NewTimer(short)
		for range 3 {
			go func() {
				select {
				case <-timer.C:
				case <-timer.C:
				case <-forever:
				}
			}()
		}
		<-forever
	}},
	{"a sleeper", func() {
		go func() {
			time.Sleep(short)
			forever <- 1
		}()
		<-forever
	}},
	{"a function", func() {
		time.AfterFunc(short, func() { forever <- 1 })
		<-forever
	}},
	{"a stopped function", func() {
		time.AfterFunc(long, func() { forever <- 1 }).Stop()
		<-forever
	}},
}

func main() {
	if len(os.Args) > 1 {
		i, _ := strconv.Atoi(os.Args[1])
		cases[i].f()
		return
	}
	for i, c := range cases {
		output, err := exec.Command(os.Args[0], strconv.Itoa(i)).CombinedOutput()
		first, _, _ := strings.Cut(string(output), "\n")
		fmt.Printf("%s: %v %s\n", c.name, err, first)
	}
}

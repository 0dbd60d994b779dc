// Timers and tickers that nobody can receive from are collected, those that somebody waits for are not.
package main

import (
	"fmt"
	"runtime"
	"time"
)

func main() {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	for i := range 20000 {
		time.After(time.Hour)
		time.NewTicker(time.Hour)
		if i%5000 == 0 {
			runtime.GC()
		}
	}
	kept := time.NewTimer(time.Hour)
	soon := make(chan time.Time)
	go func() { soon <- <-time.After(20 * time.Millisecond) }()
	ticker := time.NewTicker(10 * time.Millisecond).C
	called := make(chan bool)
	time.AfterFunc(20*time.Millisecond, func() { called <- true })
	for range 3 {
		runtime.GC()
	}
	runtime.ReadMemStats(&after)
	fmt.Println("collected", int64(after.HeapAlloc)-int64(before.HeapAlloc) < 2<<20)
	<-ticker
	runtime.GC()
	<-ticker
	<-soon
	<-called
	fmt.Println("fired", kept.Stop())
	short := time.NewTimer(time.Millisecond)
	c := short.C
	short = nil
	runtime.GC()
	<-c
	fmt.Println("through the channel")
}

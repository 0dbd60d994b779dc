// The network poller, blocking system calls and semaphores under load from many goroutines.
package main

import (
	"fmt"
	"io"
	"net"
	"os/exec"
	"sync"
)

func main() {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() { io.Copy(c, c); c.Close() }()
		}
	}()
	var wg sync.WaitGroup
	var mu sync.Mutex
	total := 0
	for i := range 40 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			c, err := net.Dial("tcp", l.Addr().String())
			if err != nil {
				panic(err)
			}
			msg := make([]byte, 5000)
			for j := range msg {
				msg[j] = byte(i)
			}
			for range 20 {
				c.Write(msg)
				got := make([]byte, 5000)
				io.ReadFull(c, got)
				ok := 0
				for _, b := range got {
					if b == byte(i) {
						ok++
					}
				}
				mu.Lock()
				total += ok
				mu.Unlock()
			}
			c.Close()
		}()
	}
	for range 8 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			out, err := exec.Command("sh", "-c", "sleep 0.05; echo x").Output()
			if string(out) != "x\n" {
				panic(fmt.Sprint(string(out), err))
			}
		}()
	}
	wg.Wait()
	fmt.Println(total)
}

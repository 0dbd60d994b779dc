// Hundreds of connections on the loopback at once: echo over TCP and Unix sockets, deadlines, datagrams, HTTP with clients
// that come, cancel and go, shutdown.
package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

func rounds(n int) int {
	if os.Getenv("TUCO_DEBUG") != "" {
		return (n + 9) / 10
	}
	return n
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

func echo(network, address string, clients int) {
	listener, err := net.Listen(network, address)
	check(err)
	var served atomic.Int32
	var servers, wg sync.WaitGroup
	servers.Go(func() {
		for {
			c, err := listener.Accept()
			if errors.Is(err, net.ErrClosed) {
				return
			}
			check(err)
			servers.Go(func() {
				defer c.Close()
				served.Add(1)
				io.Copy(c, c)
			})
		}
	})
	for g := range clients {
		wg.Go(func() {
			c, err := net.Dial(network, listener.Addr().String())
			check(err)
			defer c.Close()
			r := bufio.NewReader(c)
			for i := range 5 {
				line := fmt.Sprintf("%d %d %s\n", g, i, strings.Repeat("x", g*i%300))
				_, err := io.WriteString(c, line)
				check(err)
				got, err := r.ReadString('\n')
				check(err)
				if got != line {
					panic("another's line")
				}
			}
		})
	}
	wg.Wait()
	listener.Close()
	servers.Wait()
	fmt.Println(network, int(served.Load()) == clients)
}

// Reads that wait for nothing end at their deadlines or when another goroutine closes the connection.
func deadlines() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	check(err)
	defer listener.Close()
	var wg sync.WaitGroup
	var late, closed atomic.Int32
	n := rounds(50)
	for i := range n {
		c, err := net.Dial("tcp", listener.Addr().String())
		check(err)
		other, err := listener.Accept()
		check(err)
		wg.Go(func() {
			defer other.Close()
			if i%2 == 0 {
				c.SetReadDeadline(time.Now().Add(time.Duration(i%10) * time.Millisecond))
			} else {
				time.AfterFunc(time.Duration(i%10)*time.Millisecond, func() { c.Close() })
			}
			_, err := c.Read(make([]byte, 1))
			switch {
			case errors.Is(err, os.ErrDeadlineExceeded):
				late.Add(1)
			case errors.Is(err, net.ErrClosed):
				closed.Add(1)
			}
			c.Close()
		})
	}
	wg.Wait()
	fmt.Println("deadlines", int(late.Load()) == (n+1)/2, int(closed.Load()) == n/2)
}

func datagrams() {
	server, err := net.ListenPacket("udp", "127.0.0.1:0")
	check(err)
	go func() {
		b := make([]byte, 100)
		for {
			n, from, err := server.ReadFrom(b)
			if err != nil {
				return
			}
			server.WriteTo(b[:n], from)
		}
	}()
	var wg sync.WaitGroup
	for g := range 8 {
		wg.Go(func() {
			c, err := net.Dial("udp", server.LocalAddr().String())
			check(err)
			defer c.Close()
			b := make([]byte, 100)
			for i := range rounds(50) {
				text := fmt.Sprint(g, " ", i)
				c.Write([]byte(text))
				c.SetReadDeadline(time.Now().Add(time.Minute))
				n, err := c.Read(b)
				check(err)
				if string(b[:n]) != text {
					panic("another's datagram")
				}
			}
		})
	}
	wg.Wait()
	server.Close()
	fmt.Println("udp")
}

func web() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	check(err)
	var lock sync.Mutex
	visits := map[string]int{}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /count/{name}", func(w http.ResponseWriter, r *http.Request) {
		lock.Lock()
		visits[r.PathValue("name")]++
		lock.Unlock()
		fmt.Fprint(w, "hello ", r.PathValue("name"))
	})
	mux.HandleFunc("/slow", func(w http.ResponseWriter, r *http.Request) {
		<-r.Context().Done()
	})
	mux.HandleFunc("/panic", func(w http.ResponseWriter, r *http.Request) { panic(http.ErrAbortHandler) })
	server := &http.Server{Handler: mux}
	ended := make(chan error)
	go func() { ended <- server.Serve(listener) }()
	url := "http://" + listener.Addr().String()
	transport := &http.Transport{MaxIdleConnsPerHost: 20}
	client := &http.Client{Transport: transport}
	var wg sync.WaitGroup
	var good, cancelled, aborted atomic.Int32
	n := rounds(30)
	for g := range 20 {
		wg.Go(func() {
			for range n {
				response, err := client.Get(fmt.Sprint(url, "/count/", g%5))
				check(err)
				body, err := io.ReadAll(response.Body)
				check(err)
				response.Body.Close()
				if string(body) == fmt.Sprint("hello ", g%5) {
					good.Add(1)
				}
			}
			ctx, cancel := context.WithTimeout(context.Background(), 5*time.Millisecond)
			defer cancel()
			request, _ := http.NewRequestWithContext(ctx, "GET", url+"/slow", nil)
			if _, err := client.Do(request); errors.Is(err, context.DeadlineExceeded) {
				cancelled.Add(1)
			}
			if _, err := client.Post(url+"/panic", "text/plain", strings.NewReader("x")); err != nil {
				aborted.Add(1)
			}
		})
	}
	wg.Wait()
	transport.CloseIdleConnections()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	check(server.Shutdown(ctx))
	fmt.Println("http", int(good.Load()) == 20*n, cancelled.Load(), aborted.Load(), visits["3"] == 4*n, <-ended)
}

func main() {
	folder, err := os.MkdirTemp("", "parallel")
	check(err)
	defer os.RemoveAll(folder)
	echo("tcp", "127.0.0.1:0", rounds(300))
	echo("unix", filepath.Join(folder, "socket"), rounds(100))
	deadlines()
	datagrams()
	web()
}

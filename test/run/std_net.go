// Packages net, net/http, net/url, mime, log, flag: a server and a client in one process.
package main

import (
	"bufio"
	"bytes"
	"flag"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"os"
	"strings"
	"sync"
	"time"
)

func main() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	go func() {
		for {
			c, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				for s := bufio.NewScanner(c); s.Scan(); {
					fmt.Fprintln(c, strings.ToUpper(s.Text()))
				}
			}()
		}
	}()
	c, _ := net.Dial("tcp", listener.Addr().String())
	fmt.Fprintln(c, "hello")
	line, err := bufio.NewReader(c).ReadString('\n')
	fmt.Printf("%q %v\n", line, err)
	c.SetReadDeadline(time.Now().Add(5 * time.Millisecond))
	_, err = c.Read(make([]byte, 1))
	fmt.Println(err.(net.Error).Timeout(), c.Close(), listener.Close())
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		w.Header().Set("X-Method", r.Method)
		if r.URL.Path == "/missing" {
			http.NotFound(w, r)
			return
		}
		fmt.Fprintf(w, "%s %s %s", r.URL.Path, r.FormValue("q"), body)
	}))
	for _, path := range []string{"/a?q=1", "/missing"} {
		r, err := http.Get(server.URL + path)
		body, _ := io.ReadAll(r.Body)
		r.Body.Close()
		fmt.Printf("%s %q %v %s\n", r.Status, body, err, r.Header.Get("X-Method"))
	}
	var wg sync.WaitGroup
	var mu sync.Mutex
	total := 0
	for i := range 20 {
		wg.Go(func() {
			r, err := http.Post(server.URL+"/post", "text/plain", strings.NewReader(strings.Repeat("x", i*100)))
			if err != nil {
				panic(err)
			}
			n, _ := io.Copy(io.Discard, r.Body)
			r.Body.Close()
			mu.Lock()
			total += int(n)
			mu.Unlock()
		})
	}
	wg.Wait()
	server.Close()
	fmt.Println(total)
	u, err := url.Parse("https://user:pw@host.example:8080/a%20b/c?x=1&y=a+b#frag")
	fmt.Println(u.Host, u.Port(), u.Path, u.Query()["y"], u.Fragment, u.User.Username(), err, url.QueryEscape("a b&c"))
	fmt.Println(net.ParseIP("::ffff:1.2.3.4"), netip.MustParsePrefix("10.0.0.0/8").Contains(netip.MustParseAddr("10.1.2.3")))
	var b bytes.Buffer
	l := log.New(&b, "prefix: ", log.Lmsgprefix|log.Lshortfile)
	l.Println("logged")
	slog.New(slog.NewTextHandler(&b, &slog.HandlerOptions{ReplaceAttr: func(g []string, a slog.Attr) slog.Attr {
		if a.Key == "time" {
			return slog.Attr{}
		}
		return a
	}})).Warn("careful", "n", 1, "s", "two words")
	fmt.Print(b.String())
	flags := flag.NewFlagSet("prog", flag.ContinueOnError)
	flags.SetOutput(os.Stdout)
	n := flags.Int("n", 5, "a `number`")
	v := flags.Bool("v", false, "verbose")
	fmt.Println(flags.Parse([]string{"-n=7", "-v", "rest"}), *n, *v, flags.Args(), flags.Parse([]string{"-bad"}))
}

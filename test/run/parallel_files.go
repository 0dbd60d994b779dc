// Many goroutines in system calls: files, pipes, child processes; a blocked call does not hold up the others.
package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
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

func files(folder string) {
	var wg sync.WaitGroup
	for g := range 16 {
		wg.Go(func() {
			name := filepath.Join(folder, fmt.Sprint("file", g))
			for i := range rounds(50) {
				text := strings.Repeat(fmt.Sprintf("%d:%d\n", g, i), 100)
				check(os.WriteFile(name, []byte(text), 0o600))
				got, err := os.ReadFile(name)
				check(err)
				if string(got) != text {
					panic("another's text")
				}
				_, err = os.Stat(name + "-")
				if !errors.Is(err, os.ErrNotExist) {
					panic(err)
				}
			}
			check(os.Remove(name))
		})
	}
	wg.Wait()
	entries, err := os.ReadDir(folder)
	check(err)
	fmt.Println("files left", len(entries))
}

func pipes() {
	var wg sync.WaitGroup
	var lines atomic.Int64
	n := rounds(200)
	for g := range 16 {
		r, w, err := os.Pipe()
		check(err)
		wg.Go(func() {
			defer w.Close()
			for i := range n {
				_, err := fmt.Fprintln(w, g, i)
				check(err)
			}
		})
		wg.Go(func() {
			defer r.Close()
			scanner := bufio.NewScanner(r)
			for i := 0; scanner.Scan(); i++ {
				if scanner.Text() != fmt.Sprint(g, " ", i) {
					panic(scanner.Text())
				}
				lines.Add(1)
			}
		})
	}
	wg.Wait()
	fmt.Println("lines", lines.Load() == int64(16*n))
}

// Threads that sit in a system call leave their processors to the others.
func blocked() {
	var p [2]int
	check(syscall.Pipe(p[:]))
	var waiting, wg sync.WaitGroup
	for range 12 {
		waiting.Add(1)
		wg.Go(func() {
			b := make([]byte, 1)
			waiting.Done()
			n, err := syscall.Read(p[0], b)
			if n != 1 || err != nil {
				panic(fmt.Sprint(n, err))
			}
		})
	}
	waiting.Wait()
	time.Sleep(5 * time.Millisecond)
	c := make(chan int)
	go func() {
		for i := range 1000 {
			c <- i
		}
		close(c)
	}()
	sum := 0
	for v := range c {
		sum += v
	}
	fmt.Println("beside blocked calls", sum)
	for range 12 {
		syscall.Write(p[1], []byte("x"))
	}
	wg.Wait()
}

func children() {
	var wg sync.WaitGroup
	var failed atomic.Int32
	for g := range 8 {
		wg.Go(func() {
			for i := range rounds(10) {
				command := exec.Command("cat")
				text := strings.Repeat(fmt.Sprintf("%d %d\n", g, i), 3000)
				command.Stdin = strings.NewReader(text)
				var out bytes.Buffer
				command.Stdout = &out
				check(command.Run())
				if out.String() != text {
					panic("another's output")
				}
			}
			err := exec.Command("sh", "-c", fmt.Sprint("exit ", g)).Run()
			var status *exec.ExitError
			if errors.As(err, &status) && status.ExitCode() == g {
				failed.Add(1)
			}
		})
	}
	wg.Wait()
	fmt.Println("children that failed", failed.Load())
	command := exec.Command("cat")
	in, err := command.StdinPipe()
	check(err)
	out, err := command.StdoutPipe()
	check(err)
	check(command.Start())
	go func() {
		for i := range 1000 {
			fmt.Fprintln(in, i)
		}
		in.Close()
	}()
	all, err := io.ReadAll(out)
	check(err)
	check(command.Wait())
	fmt.Println("through a child", strings.Count(string(all), "\n"))
}

func main() {
	folder, err := os.MkdirTemp("", "parallel")
	check(err)
	defer os.RemoveAll(folder)
	files(folder)
	pipes()
	blocked()
	children()
}

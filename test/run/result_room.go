// Short strings and slices are made in the frame where they do not outlive the function; where they do, they must not.
package main

import (
	"fmt"
	"runtime"
	"strings"
)

var global string
var kept []string
var bytesKept [][]byte

//go:noinline
func id(s string) string { return s }

//go:noinline
func length(b []byte) int { return len(b) }

//go:noinline
func smash(n int) int {
	var a [200]int
	for i := range a {
		a[i] = n + i
	}
	if n > 0 {
		return smash(n-1) + a[n]
	}
	return a[100]
}

func returned(b []byte) string               { return string(b) }
func joined(a, b string) string              { return a + b }
func conditional(a, b string) string         { return id(a + b) }
func sliced(s string) []byte                 { return []byte(s)[1:] }
func runes(s string) []rune                  { return []rune(s) }
func made(n int) []int16                     { s := make([]int16, n); s[0] = 7; return s }
func structured(b []byte) struct{ s string } { return struct{ s string }{string(b)} }

func closure(b []byte) func() string {
	s := string(b)
	return func() string { return s }
}

func loop(n int) string {
	s := ""
	for i := 0; i < n; i++ {
		s = s + string(rune('a'+i))
	}
	return s
}

func last(n int) (previous string) {
	for i := 0; i < n; i++ {
		s := string([]byte{'x', byte('0' + i)})
		if i == n-2 {
			previous = s
		}
	}
	return previous
}

func carried(n int) int {
	var old []byte
	same := 0
	for i := 0; i < n; i++ {
		b := make([]byte, n)
		b[0] = byte(i)
		if old != nil && old[0] == b[0] {
			same++
		}
		old = b
	}
	return same
}

func zeroed(n int) int {
	sum := 0
	for i := 0; i < 3; i++ {
		b := make([]byte, n)
		for _, c := range b {
			sum += int(c)
		}
		for j := range b {
			b[j] = 255
		}
	}
	return sum
}

func allocations(f func()) uint64 {
	f()
	var a, b runtime.MemStats
	runtime.ReadMemStats(&a)
	for i := 0; i < 100; i++ {
		f()
	}
	runtime.ReadMemStats(&b)
	return (b.Mallocs - a.Mallocs) / 100
}

func main() {
	b := []byte("0123456789")
	all := []string{returned(b), joined("ab", "cd"), conditional("ef", "gh"), closure(b)(), loop(5), last(4), structured(b).s}
	global = string(b) + "!"
	m := map[string]int{}
	m[string(b)+"k"] = 1
	c := make(chan string, 1)
	c <- string(b[:3]) + "c"
	var x any = string(b[:4])
	defer fmt.Println("deferred", string(b[:5]))
	for i := 0; i < 3; i++ {
		kept = append(kept, string(b[i:i+4]))
		bytesKept = append(bytesKept, []byte(kept[i]))
	}
	y, z, w := sliced("hello"), runes("häß"), made(5)
	copy(b, "**********")
	smash(50)
	runtime.GC()
	fmt.Println(all, global, m, <-c, x, kept, bytesKept, string(y), string(z), w)
	fmt.Println(carried(20), zeroed(9), zeroed(100))
	func() {
		defer func() { fmt.Println(recover()) }()
		n := -1
		fmt.Println(length(make([]byte, n)))
	}()
	n := 9
	text := "some text"
	total := 0
	fmt.Println(allocations(func() {
		total += len(id(string(b))) + len(id(text+"!")) + length([]byte(text)) + length(make([]byte, n))
		total += strings.Count(text+string(b), "e") + len([]rune(text))
	}))
}

// Searching, comparing, moving, clearing and hashing bytes: every length and alignment against plain loops, with the
// operands at the edge of a page that can't be read.
package main

import (
	"bytes"
	"fmt"
	"hash/maphash"
	"math/rand"
	"os"
	"os/exec"
	"strings"
	"syscall"
)

func fail(what string, args ...any) {
	fmt.Println("wrong:", what, args)
	os.Exit(1)
}

// edge returns n bytes at the end of a page, before one without access.
func edge(pages []byte, n int) []byte { return pages[4096-n : 4096 : 4096] }

// start returns n bytes at the start of a page, behind one without access.
func start(pages []byte, n int) []byte { return pages[4096 : 4096+n] }

func mapEnd() []byte {
	p, err := syscall.Mmap(-1, 0, 8192, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		panic(err)
	}
	if err := syscall.Mprotect(p[4096:], syscall.PROT_NONE); err != nil {
		panic(err)
	}
	return p
}

func mapStart() []byte {
	p, err := syscall.Mmap(-1, 0, 8192, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		panic(err)
	}
	if err := syscall.Mprotect(p[:4096], syscall.PROT_NONE); err != nil {
		panic(err)
	}
	return p
}

func indexByte(b []byte, c byte) int {
	for i := range b {
		if b[i] == c {
			return i
		}
	}
	return -1
}

func count(b []byte, c byte) int {
	n := 0
	for i := range b {
		if b[i] == c {
			n++
		}
	}
	return n
}

func compare(a, b []byte) int {
	for i := 0; i < len(a) && i < len(b); i++ {
		if a[i] != b[i] {
			if a[i] < b[i] {
				return -1
			}
			return 1
		}
	}
	if len(a) == len(b) {
		return 0
	}
	if len(a) < len(b) {
		return -1
	}
	return 1
}

func index(b, sep []byte) int {
	for i := 0; i+len(sep) <= len(b); i++ {
		if compare(b[i:i+len(sep)], sep) == 0 {
			return i
		}
	}
	return -1
}

//go:noinline
func less(a, b string) bool { return a < b }

//go:noinline
func same(a, b string) bool { return a == b }

func checkSearch(r *rand.Rand, b []byte) {
	for i := range b {
		b[i] = byte(r.Intn(3))
	}
	for c := byte(0); c < 4; c++ {
		if got, want := bytes.IndexByte(b, c), indexByte(b, c); got != want {
			fail("IndexByte", b, c, got, want)
		}
		if got, want := bytes.Count(b, []byte{c}), count(b, c); got != want {
			fail("Count", b, c, got, want)
		}
	}
	for i := range b {
		b[i] = 7
	}
	if bytes.IndexByte(b, 0) != -1 || bytes.Count(b, []byte{0}) != 0 {
		fail("IndexByte, Count of 0", b)
	}
	if len(b) > 0 {
		at := r.Intn(len(b))
		b[at] = 200
		if got := strings.IndexByte(string(b), 200); got != at {
			fail("IndexByte", b, got, at)
		}
		if bytes.Count(b, []byte{7}) != len(b)-1 {
			fail("Count", b)
		}
	}
}

func checkCompare(r *rand.Rand, a, b []byte) {
	for i := range a {
		a[i] = byte(r.Intn(256))
	}
	copy(b, a)
	for round := 0; round < 4; round++ {
		want := compare(a, b)
		if got := bytes.Compare(a, b); got != want {
			fail("Compare", a, b, got, want)
		}
		if got := bytes.Equal(a, b); got != (want == 0) {
			fail("Equal", a, b, got)
		}
		x, y := string(a), string(b)
		if same(x, y) != (want == 0) || less(x, y) != (want < 0) || less(y, x) != (want > 0) || strings.Compare(x, y) != want {
			fail("strings", a, b)
		}
		if len(b) > 0 {
			b[r.Intn(len(b))] ^= byte(1 + r.Intn(255))
		}
	}
}

func checkIndex(r *rand.Rand, b []byte) {
	for i := range b {
		b[i] = 'a' + byte(r.Intn(2))
	}
	for round := 0; round < 6; round++ {
		n := r.Intn(min(len(b), 70) + 1)
		sep := make([]byte, n)
		if r.Intn(2) == 0 {
			copy(sep, b[r.Intn(len(b)-n+1):])
		} else {
			for i := range sep {
				sep[i] = 'a' + byte(r.Intn(2))
			}
		}
		want := index(b, sep)
		if got := bytes.Index(b, sep); got != want {
			fail("Index", string(b), string(sep), got, want)
		}
		if got := strings.Index(string(b), string(sep)); got != want {
			fail("strings.Index", string(b), string(sep), got, want)
		}
	}
}

// checkMove moves inside one buffer, forwards and backwards, with any overlap.
func checkMove(r *rand.Rand, buffer []byte, n int) {
	for i := range buffer {
		buffer[i] = byte(r.Intn(256))
	}
	want := append([]byte(nil), buffer...)
	to, from := r.Intn(len(buffer)-n+1), r.Intn(len(buffer)-n+1)
	if r.Intn(2) == 0 {
		from = max(0, min(len(buffer)-n, to+r.Intn(131)-65))
	}
	source := append([]byte(nil), buffer[from:from+n]...)
	for i := range source {
		want[to+i] = source[i]
	}
	copy(buffer[to:to+n], buffer[from:from+n])
	if compare(buffer, want) != 0 {
		fail("copy", n, to, from)
	}
	for i := 0; i < n; i++ {
		want[to+i] = 0
	}
	clear(buffer[to : to+n])
	if compare(buffer, want) != 0 {
		fail("clear", n, to)
	}
}

// again runs the program with processor features switched off, which takes other ways to the same results.
func again(features ...string) {
	if os.Getenv("GODEBUG") != "" || os.Getenv("TUCO_DEBUG") != "" {
		return
	}
	for _, f := range features {
		child := exec.Command(os.Args[0])
		child.Env = append(os.Environ(), "GODEBUG=cpu."+f+"=off")
		text, err := child.CombinedOutput()
		if err != nil || string(text) != "" {
			fmt.Printf("without %s: %v\n%s", f, err, text)
		}
	}
}

func main() {
	r := rand.New(rand.NewSource(1))
	end, end2, begin := mapEnd(), mapEnd(), mapStart()
	seed := maphash.MakeSeed()
	var sizes []int
	for n := 0; n <= 300; n++ {
		sizes = append(sizes, n)
	}
	sizes = append(sizes, 511, 512, 1000, 2047, 4095, 4096)
	other := make([]byte, 4096+64)
	for _, n := range sizes {
		checkSearch(r, edge(end, n))
		checkSearch(r, start(begin, n))
		checkCompare(r, edge(end, n), edge(end2, n))
		checkCompare(r, start(begin, n), other[n%37:n%37+n])
		checkIndex(r, edge(end, n))
		checkIndex(r, start(begin, n))
		copy(edge(end, n), start(begin, n))
		if compare(edge(end, n), start(begin, n)) != 0 {
			fail("copy between pages", n)
		}
		if maphash.Bytes(seed, edge(end, n)) != maphash.String(seed, string(start(begin, n))) {
			fail("maphash", n)
		}
		clear(edge(end, n))
		clear(start(begin, n))
		if count(edge(end, n), 0) != n || count(start(begin, n), 0) != n {
			fail("clear", n)
		}
	}
	buffer := make([]byte, 1200)
	for round := 0; round < 3000; round++ {
		checkMove(r, buffer, r.Intn(600))
	}
	// Longer than one call of the C side may take.
	long := bytes.Repeat([]byte("0123456789abcdef"), 20000)
	for _, at := range []int{0, 65535, 65536, 65537, 131072, len(long) - 5} {
		b := append([]byte(nil), long...)
		copy(b[at:], "needl")
		if bytes.Index(b, []byte("needl")) != at || bytes.IndexByte(b, 'n') != at || bytes.Count(b, []byte("l")) != 1 {
			fail("long search", at)
		}
		if bytes.Equal(b, long) || bytes.Compare(b, long) != 1 || less(string(b), string(long)) || same(string(b), string(long)) {
			fail("long compare", at)
		}
		checkMove(r, b, len(b)-100)
		checkMove(r, b, 100000)
	}
	big := make([]byte, 40<<20)
	for i := 0; i < len(big); i += 4000 {
		big[i] = 1
	}
	clear(big[1:])
	if big[0] != 1 || bytes.Count(big, []byte{0}) != len(big)-1 {
		fail("clear of much memory")
	}
	if len(os.Args) > 5 {
		os.Stdout.WriteString("never")
	}
	again("all")
}

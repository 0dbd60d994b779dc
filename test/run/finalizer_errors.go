// What runtime.SetFinalizer and AddCleanup refuse, and how: the program runs itself for each case.
package main

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"unsafe"
)

type pair struct{ a, b int }
type holder struct {
	a int
	p *int
}
type big struct{ bytes [40]byte }
type named *pair
type method struct{ n *int }

func (*method) Close() {}

type closer interface{ Close() }
type other interface{ Open() }

var global pair
var globalBig = &big{}

//go:noinline
func onHeap[T any]() *T {
	p := new(T)
	sink = p
	return p
}

var sink any

var cases = []func(){
	func() { runtime.SetFinalizer(nil, nil) },
	func() { runtime.SetFinalizer(7, func(int) {}) },
	func() { runtime.SetFinalizer("text", nil) },
	func() { runtime.SetFinalizer((*pair)(nil), func(*pair) {}) },
	func() { runtime.SetFinalizer((*struct{})(nil), nil) },
	func() { runtime.SetFinalizer(onHeap[pair](), 7) },
	func() { runtime.SetFinalizer(onHeap[pair](), func() {}) },
	func() { runtime.SetFinalizer(onHeap[pair](), func(*pair, int) {}) },
	func() { runtime.SetFinalizer(onHeap[pair](), func(...*pair) {}) },
	func() { runtime.SetFinalizer(onHeap[pair](), func(pair) {}) },
	func() { runtime.SetFinalizer(onHeap[pair](), func(*big) {}) },
	func() { runtime.SetFinalizer(onHeap[pair](), func(named) {}) },
	func() { runtime.SetFinalizer(onHeap[pair](), func(any) {}) },
	func() { runtime.SetFinalizer(onHeap[pair](), func(unsafe.Pointer) {}) },
	func() { runtime.SetFinalizer(onHeap[method](), func(closer) {}) },
	func() { runtime.SetFinalizer(onHeap[method](), func(other) {}) },
	func() { runtime.SetFinalizer(onHeap[method](), func(*method) (int, string) { return 0, "" }) },
	func() { runtime.SetFinalizer(&onHeap[holder]().p, func(**int) {}) },
	func() { runtime.SetFinalizer(&onHeap[big]().bytes[1], func(*byte) {}) },
	func() { runtime.SetFinalizer(&onHeap[[8]big]()[1], func(*big) {}) },
	func() { runtime.SetFinalizer(&onHeap[pair]().b, func(*int) {}) },
	func() { runtime.SetFinalizer(&global, func(*pair) {}) },
	func() { runtime.SetFinalizer(&global.b, func(*int) {}) },
	func() { runtime.SetFinalizer(globalBig, func(*big) {}) },
	func() { runtime.SetFinalizer(&struct{}{}, func(*struct{}) {}) },
	func() { runtime.SetFinalizer(unsafe.StringData("constant"), func(*byte) {}) },
	func() {
		p := onHeap[pair]()
		runtime.SetFinalizer(p, func(*pair) {})
		runtime.SetFinalizer(p, nil)
		runtime.SetFinalizer(p, nil)
		runtime.SetFinalizer(p, func(*pair) {})
		runtime.SetFinalizer(p, func(*pair) {})
	},

	func() { runtime.AddCleanup((*pair)(nil), func(int) {}, 1) },
	func() { p := onHeap[pair](); runtime.AddCleanup(p, func(*pair) {}, p) },
	func() { p := onHeap[holder](); runtime.AddCleanup(p, func(**int) {}, &p.p) },
	func() { p := onHeap[pair](); runtime.AddCleanup(p, func(*int) {}, &p.b) },
	func() { p := onHeap[big](); runtime.AddCleanup(&p.bytes[3], func(int) {}, 1).Stop() },
	func() { p := onHeap[pair](); runtime.AddCleanup(p, func(int) { p.a++ }, 1) },
	func() { p := onHeap[pair](); runtime.AddCleanup(&p.b, func(int) { p.a++ }, 1) },
	func() { runtime.AddCleanup(&global, func(*pair) {}, nil).Stop() },
	func() { runtime.AddCleanup(unsafe.StringData("constant"), func(int) {}, 1) },
}

func main() {
	if len(os.Args) > 1 {
		i, _ := strconv.Atoi(os.Args[1])
		cases[i]()
		fmt.Println("accepted")
		return
	}
	for i := range cases {
		var text strings.Builder
		c := exec.Command(os.Args[0], strconv.Itoa(i))
		c.Stdout, c.Stderr = &text, &text
		err := c.Run()
		line, _, _ := strings.Cut(text.String(), "\n")
		fmt.Println(i, line, err)
	}
}

// Names, lines and PCs of logical frames: inlined calls, initializers, instances, faulting loads, wrappers.
package main

import (
	"fmt"
	"reflect"
	"runtime"
	"strings"
	"unsafe"
)

var started = where(0)

func where(skip int) string {
	_, file, line, ok := runtime.Caller(skip + 1)
	return fmt.Sprint(file[strings.LastIndexByte(file, '/')+1:], ":", line, " ", ok)
}

var pcs [20]uintptr

func f() int { return g() }
func g() int { return h() }
func h() int { return runtime.Callers(1, pcs[:]) }

type number interface{ ~int | ~string }

func generic[T number](T) string {
	pc, _, _, _ := runtime.Caller(0)
	return runtime.FuncForPC(pc).Name()
}

type inner struct{ n int }

func (i *inner) nilSafe() bool { return i == nil }

type outer struct{ inner }

type value struct{ n int }

func (v value) get() int { return v.n }

type getter interface{ get() int }

var held getter

func recovered(f func()) (text string) {
	defer func() {
		r := recover()
		if text = "none"; r != nil {
			text = fmt.Sprint(r)
		}
	}()
	f()
	return
}

var sink int64

func fault(p *int32) {
	defer func() {
		recover()
		buf := make([]byte, 4096)
		s := string(buf[:runtime.Stack(buf, false)])
		fmt.Println(strings.Contains(s, "trace_names.go:66 "), strings.Contains(s, "main.main()\n"))
	}()
	v := *p
	sink = int64(v)
}

func leaf(n int) int { return n % 2 }
func calls(n int) int { return leaf(n) }

type pair struct {
	s string
	i int
}

func main() {
	fmt.Println(started)
	n := f()
	for _, pc := range pcs[:n] {
		name := runtime.FuncForPC(pc - 1).Name()
		if strings.HasPrefix(name, "main.") {
			frame, _ := runtime.CallersFrames([]uintptr{pc}).Next()
			fmt.Println(name, frame.Function, frame.Line)
		}
	}
	fmt.Println(generic(1), generic("s"))
	fmt.Println(runtime.FuncForPC(reflect.ValueOf(calls).Pointer()).Name())
	fault(nil)
	var o *outer
	fmt.Println(recovered(func() { o.nilSafe() }))
	var v *value
	held = v
	fmt.Println(recovered(func() { held.get() }))
	a, u := []int{1}, uint64(1<<64-1)
	fmt.Println(recovered(func() { a[u] = 1 }))
	fmt.Println(recovered(func() { _ = a[:u] }))
	fmt.Println(reflect.TypeOf(unsafe.Pointer(nil)).PkgPath())
	// The strings differ in what is cheap to compare: their bytes are not looked at.
	bad1, bad2 := "foo", "foo"
	*(*uintptr)(unsafe.Pointer(&bad1)) = 4096
	var x, y any = pair{bad1, 1}, pair{bad2, 2}
	fmt.Println(x == y)
}

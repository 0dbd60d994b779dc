// Values in interfaces are allocated where gc allocates them: not constants, small integers, zero strings and slices. And they
// are what they were, also next to the bounds of what has a place of its own.
package main

import (
	"fmt"
	"math"
	"testing"
)

type i8 int8
type u8 uint8
type b bool
type s1 struct{ x uint8 }
type s2 struct{ x uint16 }
type s8 struct{ x int64 }
type a1 [1]byte
type a8 [1]int64
type ff struct{ f float64 }
type st struct{ s string }
type f8 float64
type two struct{ a, b byte }
type pairS struct{ a, b int }
type sl struct{ s []int }
type str1 [1]string

var sink any
var isink fmt.Stringer

//go:noinline
func use(x any) { sink = x }

var vi, v255, v256 = 5, 255, 256
var vi8 int8 = -1
var vu8 uint8 = 200
var vi16 int16 = 7
var vi16n int16 = -7
var vu16 uint16 = 255
var vi32 int32 = 9
var vu32 uint32 = 255
var vu64 uint64 = 255
var vf64 float64 = 0
var vf641 float64 = 1
var vf32 float32 = 0
var vb = true
var vs1 = s1{3}
var vs2 = s2{3}
var vs8 = s8{3}
var va1 = a1{3}
var va8 = a8{3}
var vff = ff{0}
var vst = st{""}
var vstr = ""
var vstrx = "x"
var vsl []int
var vsle = []int{}
var vsl1 = []int{1}
var vtwo = two{}
var vp = pairS{}
var vslS = sl{}
var vstr1 = str1{}
var vc64 complex64
var vc128 complex128
var vuptr uintptr = 3
var vr rune = 'a'
var ve struct{}
var ve0 [0]int
var varr [4]int

type strT string

func (s strT) String() string { return string(s) }

type intT int

func (i intT) String() string { return "x" }

type e struct{}

func (e) String() string { return "" }

var vstrT strT
var vintT intT = 4

func gen[T any](x T) { sink = x }

func t(name string, f func()) { fmt.Println(name, testing.AllocsPerRun(100, f)) }

var iface any = 7
var ch = make(chan any, 1)
var m = map[any]int{}
var arr [4]any
var args = func(x ...any) { sink = x[0] }

//go:noinline
func keep[T any](x T) any { return x }

func same[T comparable](name string, values ...T) {
	for _, v := range values {
		a := keep(v)
		sink = a
		if got, ok := a.(T); !ok || got != v || any(v) != a {
			fmt.Println("wrong:", name, v, a)
		}
	}
}

func values() {
	same("int", 0, 1, 255, 256, -1, 1<<62, -256)
	same[int16]("int16", 0, 255, 256, -1, -32768)
	same[uint16]("uint16", 0, 255, 256, 65535)
	same[int32]("int32", 0, 255, 256, -1)
	same[uint64]("uint64", 0, 255, 256, 1<<64-1)
	same("float64", 0, math.Float64frombits(255), math.Float64frombits(256), 1, -1, math.Inf(1))
	same("float32", 0, math.Float32frombits(255), math.Float32frombits(256), 1, -1)
	same("string", "", "a", vstrx[1:])
	same("strT", strT(""), "x")
	same("s2", s2{255}, s2{256})
	same("s8", s8{255}, s8{256}, s8{-1})
	same("ff", ff{0}, ff{1}, ff{math.Float64frombits(7)})
	same("st", st{""}, st{"x"})
	same("str1", str1{}, str1{"x"})
	same("struct", pairS{}, pairS{1, 2}, pairS{0, 2})
	negative := math.Copysign(0, -1)
	fmt.Println(math.Signbit(keep(negative).(float64)), math.Signbit(keep(vf64).(float64)), math.IsNaN(keep(math.NaN()).(float64)))
	fmt.Println(keep(vsl).([]int) == nil, keep(vsle).([]int) == nil, len(keep(vsl1).([]int)), keep(vslS).(sl).s == nil)
	a, b := keep([3]int{1, 2, 3}).([3]int), keep([100]int{}).([100]int)
	a[1], b[1] = 7, 7 // copies
	fmt.Println(keep([3]int{1, 2, 3}), a, keep([100]int{}) == any([100]int{}), b[1])
	p := any([6]string{"a", "b", "c", "d", "e", "f"})
	q := p.([6]string)
	q[0] = "z"
	fmt.Println(keep(p), q)
	m[vi]++
	fmt.Println(m[5], m[any(5)], m[""])
}

func main() {
	t("int5", func() { use(vi) })
	t("int255", func() { use(v255) })
	t("int256", func() { use(v256) })
	t("int8 -1", func() { use(vi8) })
	t("uint8", func() { use(vu8) })
	t("int16 7", func() { use(vi16) })
	t("int16 -7", func() { use(vi16n) })
	t("uint16", func() { use(vu16) })
	t("int32", func() { use(vi32) })
	t("uint32", func() { use(vu32) })
	t("uint64", func() { use(vu64) })
	t("float64 0", func() { use(vf64) })
	t("float64 1", func() { use(vf641) })
	t("float32 0", func() { use(vf32) })
	t("bool", func() { use(vb) })
	t("named bool", func() { use(b(vb)) })
	t("named i8", func() { use(i8(vi8)) })
	t("named u8", func() { use(u8(vu8)) })
	t("named f8", func() { use(f8(vf64)) })
	t("s1", func() { use(vs1) })
	t("s2", func() { use(vs2) })
	t("s8", func() { use(vs8) })
	t("a1", func() { use(va1) })
	t("a8", func() { use(va8) })
	t("struct float 0", func() { use(vff) })
	t("struct string", func() { use(vst) })
	t("string empty", func() { use(vstr) })
	t("string x", func() { use(vstrx) })
	t("slice nil", func() { use(vsl) })
	t("slice empty", func() { use(vsle) })
	t("slice 1", func() { use(vsl1) })
	t("struct 2 bytes", func() { use(vtwo) })
	t("struct 2 ints", func() { use(vp) })
	t("struct slice", func() { use(vslS) })
	t("array string", func() { use(vstr1) })
	t("complex64", func() { use(vc64) })
	t("complex128", func() { use(vc128) })
	t("uintptr", func() { use(vuptr) })
	t("rune", func() { use(vr) })
	t("empty struct", func() { use(ve) })
	t("empty array", func() { use(ve0) })
	t("array 4", func() { use(varr) })
	t("iface strT", func() { isink = vstrT })
	t("iface intT", func() { isink = vintT })
	t("iface e", func() { isink = e{} })
	t("gen int", func() { gen(vi) })
	t("gen string", func() { gen(vstr) })
	t("gen u8", func() { gen(vu8) })
	t("gen f64", func() { gen(vf64) })
	t("const int", func() { use(1000) })
	t("const str", func() { use("abc") })
	t("const f", func() { use(3.5) })
	t("const struct", func() { use(pairS{1, 2}) })
	t("const struct str", func() { use(st{"abc"}) })
	t("const array", func() { use([3]int{1, 2, 3}) })
	t("const array str", func() { use([2]string{"a", "b"}) })
	t("const array byte", func() { use([3]byte{1, 2, 3}) })
	t("zero big", func() { use([100]int{}) })
	t("zero struct", func() {
		use(struct {
			a, b, c string
			d       []int
		}{})
	})
	t("zero struct big", func() {
		use(struct {
			a, b, c string
			d       []int
			e       [20]int
		}{})
	})
	t("local const", func() { x := 1000; use(x) })
	t("local const str", func() { x := "abc"; use(x) })
	t("complex const", func() { use(1 + 2i) })
	t("nil slice const", func() { use([]int(nil)) })
	t("nil map", func() { use(map[int]int(nil)) })
	t("variadic ints", func() { args(vi, v256) })
	t("println args", func() { fmt.Sprint(vi) })
	t("map key int", func() { m[vi] = 1 })
	t("map key str", func() { m[vstr] = 1 })
	t("arr elem", func() { arr[1] = vi })
	t("chan", func() { ch <- vi; <-ch })
	t("cmp", func() { _ = iface == any(v256) })
	t("cmp str", func() { _ = iface == any(vstrx) })
	t("index string", func() { use(vstrx[0]) })
	t("index byte conv", func() { use(string(vstrx[0])) })
	t("ret bool", func() { use(vi > 3) })
	t("len", func() { use(len(vsl1)) })
	t("shift", func() { use(vi << 3) })
	t("and", func() { use(v256 & 0xff) })
	t("neg", func() { use(-vi) })
	t("struct nested", func() { use(struct{ x struct{ y int } }{struct{ y int }{vi}}) })
	t("struct u32", func() { use(struct{ x uint32 }{vu32}) })
	t("struct u16+blank", func() {
		use(struct {
			_ struct{}
			x uint16
		}{x: vu16})
	})
	t("two interfaces", func() { var x any = v256; var y any = x; use(y) })
	t("readonly slice global", func() { use(vsl1[:0]) })
	t("string conv", func() { use(string([]byte{byte(vi)})) })
	t("string conv 2", func() { b := []byte{'a', byte(vi)}; use(string(b[:1])) })
	t("string rune", func() { use(string(vr)) })
	t("concat", func() { use(vstr + vstrx) })
	t("concat2", func() { use(vstrx + vstrx) })
	t("bytes", func() { use([]byte(vstr)) })
	t("new int", func() { p := new(int); *p = vi; use(p) })
	values()
}

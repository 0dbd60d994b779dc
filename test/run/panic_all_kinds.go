// How the values of panics are printed, of each kind and of defined types of it, in one chain of panics: the basic ones by
// value, a defined type's as a conversion, others by type and address.
// exit: 2
package main

import "unsafe"

type (
	b        bool
	i        int
	i8       int8
	i16      int16
	i32      int32
	i64      int64
	u        uint
	u8       uint8
	u16      uint16
	u32      uint32
	u64      uint64
	up       uintptr
	f32      float32
	f64      float64
	c64      complex64
	c128     complex128
	s        string
	g[T any] int
)

type fails struct{}

func (fails) Error() string { return "an error\nof lines" }

type shows int

func (shows) String() string { return "a stringer" }

type both struct{}

func (*both) Error() string  { return "its Error" }
func (*both) String() string { return "its String" }

var values = []any{
	true, -1, int8(-2), int16(-3), int32(-4), int64(-5), uint(6), uint8(7), uint16(8), uint32(9), uint64(10), uintptr(11),
	float32(1.5), -2.5, complex64(3 + 4i), 5 - 6i, "two\nlines",
	b(false), i(-1), i8(-2), i16(-3), i32(-4), i64(-5), u(6), u8(7), u16(8), u32(9), u64(10), up(11),
	f32(1.5), f64(-2.5), c64(3 + 4i), c128(5 - 6i), s("two\nlines"), g[string](12),
	fails{}, shows(1), &both{},
}

var addresses = []any{struct{ x int }{1}, [2]int{1, 2}, []int{1}, map[int]int{}, &values, func() {}, unsafe.Pointer(&values)}

//go:noinline
func chain(values []any) {
	defer func() {
		if len(values) > 1 {
			chain(values[1:])
		}
	}()
	panic(values[0])
}

func main() {
	chain(append(values, addresses...))
}

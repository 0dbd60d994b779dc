// The builtins print and println: text to standard error, buffered until printunlock.

package runtime

import (
	"internal/strconv"
	"unsafe"
)

//go:noescape
//tuco:leaf print_bytes
func printBytes(p unsafe.Pointer, n int)

//tuco:leaf print_int
func printint(v int64)

//tuco:leaf print_uint
func printuint(v uint64)

//tuco:leaf print_hex
func printhex(v uint64)

//tuco:leaf print_flush
func printFlush()

var printDepth int32

func printlock() { printDepth++ }

func printunlock() {
	printDepth--
	if printDepth <= 0 {
		printDepth = 0
		printFlush()
	}
}

func printstring(s string) { printBytes(unsafe.Pointer(unsafe.StringData(s)), len(s)) }
func printsp()             { printstring(" ") }
func printnl()             { printstring("\n") }

func printbool(v bool) {
	if v {
		printstring("true")
	} else {
		printstring("false")
	}
}


func printpointer(p unsafe.Pointer) { printhex(uint64(uintptr(p))) }
func printuintptr(p uintptr)        { printhex(uint64(p)) }

func printfloat64(v float64) {
	var buf [24]byte
	printBytesOf(strconv.AppendFloat(buf[:0], v, 'g', -1, 64))
}

func printfloat32(v float32) {
	var buf [15]byte
	printBytesOf(strconv.AppendFloat(buf[:0], float64(v), 'g', -1, 32))
}

func printcomplex128(c complex128) {
	var buf [51]byte
	printBytesOf(strconv.AppendComplex(buf[:0], c, 'g', -1, 128))
}

func printcomplex64(c complex64) {
	var buf [33]byte
	printBytesOf(strconv.AppendComplex(buf[:0], complex128(c), 'g', -1, 64))
}

func printBytesOf(b []byte) { printBytes(unsafe.Pointer(unsafe.SliceData(b)), len(b)) }

func printslice(s []byte) {
	printstring("[")
	printint(int64(len(s)))
	printstring("/")
	printint(int64(cap(s)))
	printstring("]")
	printpointer(unsafe.Pointer(unsafe.SliceData(s)))
}

func printeface(e eface) {
	printstring("(")
	printpointer(unsafe.Pointer(e._type))
	printstring(",")
	printpointer(e.data)
	printstring(")")
}

func printiface(i iface) {
	printstring("(")
	printpointer(unsafe.Pointer(i.tab))
	printstring(",")
	printpointer(i.data)
	printstring(")")
}

package runtime

import (
	"internal/strconv"
	"unsafe"
)

// The print and println builtins write to standard error; the C side collects a statement's bytes.

// The bytes gather with the thread, where the goroutine has to stay until they are written.
func printlock() { getg().locks++ }
func printunlock() {
	printFlush()
	getg().locks--
}

func printsp() { printstring(" ") }
func printnl() { printstring("\n") }

func printstring(s string) { printBytes(unsafe.Pointer(unsafe.StringData(s)), len(s)) }

func printbool(v bool) {
	text := "false"
	if v {
		text = "true"
	}
	printstring(text)
}

func printint(v int64)   { printIntLeaf(v) }
func printuint(v uint64) { printUintLeaf(v) }
func printhex(v uint64)  { printHexLeaf(v) }

func printpointer(p unsafe.Pointer) { printHexLeaf(uint64(uintptr(p))) }

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

func printslice(s []byte) {
	sp := (*slice)(unsafe.Pointer(&s))
	printstring("[")
	printint(int64(sp.len))
	printstring("/")
	printint(int64(sp.cap))
	printstring("]")
	printpointer(sp.array)
}

// Floats and complex numbers: the shortest decimal that reads back, as %g.
func printfloat64(v float64) {
	var buf [32]byte
	b := strconv.AppendFloat(buf[:0], v, 'g', -1, 64)
	printBytes(unsafe.Pointer(&b[0]), len(b))
}

func printfloat32(v float32) {
	var buf [32]byte
	b := strconv.AppendFloat(buf[:0], float64(v), 'g', -1, 32)
	printBytes(unsafe.Pointer(&b[0]), len(b))
}

func printcomplex128(c complex128) {
	var buf [72]byte
	b := strconv.AppendComplex(buf[:0], c, 'g', -1, 128)
	printBytes(unsafe.Pointer(&b[0]), len(b))
}

func printcomplex64(c complex64) {
	var buf [72]byte
	b := strconv.AppendComplex(buf[:0], complex128(c), 'g', -1, 64)
	printBytes(unsafe.Pointer(&b[0]), len(b))
}

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
	if v {
		printstring("true")
	} else {
		printstring("false")
	}
}

func printint(v int64)       { printIntLeaf(v) }
func printuint(v uint64)     { printUintLeaf(v) }
func printuintptr(v uintptr) { printHexLeaf(uint64(v)) }
func printhex(v uint64)      { printHexLeaf(v) }

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

// printquoted writes s as a quoted string with escapes for what is not printable ASCII.
func printquoted(s string) {
	const hex = "0123456789abcdef"
	printstring(`"`)
	for i := 0; i < len(s); {
		r, next := decoderune(s, i)
		switch {
		case r == '\n':
			printstring(`\n`)
		case r == '\r':
			printstring(`\r`)
		case r == '\t':
			printstring(`\t`)
		case r == '\\' || r == '"':
			printstring(`\`)
			printstring(s[i:next])
		case r == runeError && next == i+1:
			printstring(`\x`)
			printstring(hex[s[i]>>4 : s[i]>>4+1])
			printstring(hex[s[i]&15 : s[i]&15+1])
		case r < ' ' || r == 0x7f:
			printstring(`\x`)
			printstring(hex[r>>4 : r>>4+1])
			printstring(hex[r&15 : r&15+1])
		case r < 0x7f:
			printstring(s[i:next])
		case r > 0xffff:
			printstring(`\U`)
			for shift := 28; shift >= 0; shift -= 4 {
				d := r >> uint(shift) & 15
				printstring(hex[d : d+1])
			}
		default:
			printstring(`\u`)
			for shift := 12; shift >= 0; shift -= 4 {
				d := r >> uint(shift) & 15
				printstring(hex[d : d+1])
			}
		}
		i = next
	}
	printstring(`"`)
}

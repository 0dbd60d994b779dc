package runtime

import (
	"internal/bytealg"
	"unsafe"
)

type tmpBuf [32]byte

const (
	runeError = '\uFFFD'
	maxRune   = '\U0010FFFF'
)

// rawstring makes room for n bytes of a new string.
func rawstring(n int) (string, []byte) {
	p := rawmem(uintptr(n))
	return unsafe.String((*byte)(p), n), unsafe.Slice((*byte)(p), n)
}

func rawbyteslice(size int) []byte {
	c := roundupsize(uintptr(size), true)
	p := rawmem(c)
	if c > uintptr(size) {
		memclrNoHeapPointers(add(p, uintptr(size)), c-uintptr(size))
	}
	return unsafe.Slice((*byte)(p), int(c))[:size]
}

func rawruneslice(size int) []rune {
	if uintptr(size) > maxAlloc/4 {
		throw("out of memory")
	}
	mem := roundupsize(uintptr(size)*4, true)
	p := rawmem(mem)
	memclrNoHeapPointers(add(p, uintptr(size)*4), mem-uintptr(size)*4)
	return unsafe.Slice((*rune)(p), int(mem/4))[:size]
}

// concatstrings joins; a result that fits may use buf, which the caller owns.
//
//go:noinline
func concatstrings(buf *tmpBuf, a []string) string {
	total, count, last := 0, 0, 0
	for i, s := range a {
		if len(s) == 0 {
			continue
		}
		if total+len(s) < total {
			throw("string concatenation too long")
		}
		total += len(s)
		count++
		last = i
	}
	if count == 0 {
		return ""
	}
	// One operand needs no copy unless it is a temporary on this stack. Escape analysis is not told: where the result
	// outlives a temporary, buf is nil.
	if count == 1 && (buf != nil || !onStack(unsafe.Pointer(unsafe.StringData(a[last])))) {
		return unsafe.String((*byte)(noescape(unsafe.Pointer(unsafe.StringData(a[last])))), len(a[last]))
	}
	var s string
	var b []byte
	if buf != nil && total <= len(buf) {
		b = buf[:total]
		s = unsafe.String(&b[0], total)
	} else {
		s, b = rawstring(total)
	}
	for _, x := range a {
		copy(b, x)
		b = b[len(x):]
	}
	return s
}

func onStack(p unsafe.Pointer) bool {
	gp := getg()
	return uintptr(p) >= gp.stackLo && uintptr(p) < gp.stackHi
}

func concatstring2(buf *tmpBuf, a0, a1 string) string {
	return concatstrings(buf, []string{a0, a1})
}
func concatstring3(buf *tmpBuf, a0, a1, a2 string) string {
	return concatstrings(buf, []string{a0, a1, a2})
}
func concatstring4(buf *tmpBuf, a0, a1, a2, a3 string) string {
	return concatstrings(buf, []string{a0, a1, a2, a3})
}
func concatstring5(buf *tmpBuf, a0, a1, a2, a3, a4 string) string {
	return concatstrings(buf, []string{a0, a1, a2, a3, a4})
}

//go:noinline
func slicebytetostring(buf *tmpBuf, ptr *byte, n int) string {
	if n == 0 {
		return ""
	}
	if n == 1 {
		return unsafe.String(&staticbytes[*ptr], 1)
	}
	var p unsafe.Pointer
	if buf != nil && n <= len(buf) {
		p = unsafe.Pointer(buf)
	} else {
		p = rawmem(uintptr(n))
	}
	memmove(p, unsafe.Pointer(ptr), uintptr(n))
	return unsafe.String((*byte)(p), n)
}

func slicebytetostringtmp(ptr *byte, n int) string { return unsafe.String(ptr, n) }

//go:noinline
func stringtoslicebyte(buf *tmpBuf, s string) []byte {
	var b []byte
	if buf != nil && len(s) <= len(buf) {
		*buf = tmpBuf{}
		b = buf[:len(s)]
	} else {
		b = rawbyteslice(len(s))
	}
	copy(b, s)
	return b
}

//go:noinline
func stringtoslicerune(buf *[32]rune, s string) []rune {
	n := countrunes(s)
	var a []rune
	if buf != nil && n <= len(buf) {
		*buf = [32]rune{}
		a = buf[:n]
	} else {
		a = rawruneslice(n)
	}
	n = 0
	for i := 0; i < len(s); {
		r := rune(s[i])
		if r < 0x80 {
			i++
		} else {
			r, i = decoderune(s, i)
		}
		a[n] = r
		n++
	}
	return a
}

//go:noinline
func slicerunetostring(buf *tmpBuf, a []rune) string {
	size := 0
	for _, r := range a {
		size += runeSize(r)
	}
	if size == 0 {
		return ""
	}
	var s string
	var b []byte
	if buf != nil && size <= len(buf) {
		b = buf[:size]
		s = unsafe.String(&b[0], size)
	} else {
		s, b = rawstring(size)
	}
	at := 0
	for _, r := range a {
		at += encoderune(b[at:], r)
	}
	return s
}

//go:noinline
func intstring(buf *[4]byte, v int64) string {
	r := rune(v)
	if int64(r) != v {
		r = runeError
	}
	n := runeSize(r)
	if buf != nil {
		encoderune(buf[:], r)
		return unsafe.String(&buf[0], n)
	}
	s, b := rawstring(n)
	encoderune(b, r)
	return s
}

func runeSize(r rune) int {
	switch {
	case r < 0:
		return 3
	case r < 0x80:
		return 1
	case r < 0x800:
		return 2
	case r < 0x10000, r > maxRune:
		return 3
	}
	return 4
}

// encoderune writes r as UTF-8; surrogates and values out of range as the replacement character.
func encoderune(p []byte, r rune) int {
	if r < 0 || r > maxRune || 0xD800 <= r && r <= 0xDFFF {
		r = runeError
	}
	switch {
	case r < 0x80:
		p[0] = byte(r)
		return 1
	case r < 0x800:
		_ = p[1]
		p[0] = 0xC0 | byte(r>>6)
		p[1] = 0x80 | byte(r)&0x3F
		return 2
	case r < 0x10000:
		_ = p[2]
		p[0] = 0xE0 | byte(r>>12)
		p[1] = 0x80 | byte(r>>6)&0x3F
		p[2] = 0x80 | byte(r)&0x3F
		return 3
	}
	_ = p[3]
	p[0] = 0xF0 | byte(r>>18)
	p[1] = 0x80 | byte(r>>12)&0x3F
	p[2] = 0x80 | byte(r>>6)&0x3F
	p[3] = 0x80 | byte(r)&0x3F
	return 4
}

// decoderune reads the rune at s[k:]; the second result is the index after it. An ill-formed byte is runeError, width 1.
func decoderune(s string, k int) (rune, int) {
	if k >= len(s) {
		return runeError, k + 1
	}
	c := s[k]
	rest := len(s) - k
	switch {
	case c < 0x80:
		return rune(c), k + 1
	case 0xC2 <= c && c < 0xE0:
		if rest > 1 && isContinuation(s[k+1]) {
			return rune(c&0x1F)<<6 | rune(s[k+1]&0x3F), k + 2
		}
	case 0xE0 <= c && c < 0xF0:
		if rest > 2 && isContinuation(s[k+1]) && isContinuation(s[k+2]) {
			r := rune(c&0x0F)<<12 | rune(s[k+1]&0x3F)<<6 | rune(s[k+2]&0x3F)
			if r >= 0x800 && (r < 0xD800 || r > 0xDFFF) {
				return r, k + 3
			}
		}
	case 0xF0 <= c && c < 0xF5:
		if rest > 3 && isContinuation(s[k+1]) && isContinuation(s[k+2]) && isContinuation(s[k+3]) {
			r := rune(c&0x07)<<18 | rune(s[k+1]&0x3F)<<12 | rune(s[k+2]&0x3F)<<6 | rune(s[k+3]&0x3F)
			if r >= 0x10000 && r <= maxRune {
				return r, k + 4
			}
		}
	}
	return runeError, k + 1
}

func isContinuation(c byte) bool { return c&0xC0 == 0x80 }

func countrunes(s string) int {
	n := 0
	for i := 0; i < len(s); n++ {
		if s[i] < 0x80 {
			i++
		} else {
			_, i = decoderune(s, i)
		}
	}
	return n
}

func gostring(p *byte) string {
	n := textLength(p)
	if n == 0 {
		return ""
	}
	s, b := rawstring(n)
	memmove(unsafe.Pointer(&b[0]), unsafe.Pointer(p), uintptr(n))
	return s
}

//go:linkname internal_syscall_gostring internal/syscall/unix.gostring
func internal_syscall_gostring(p *byte) string { return gostring(p) }

// itoa writes v in decimal at the end of buf.
func itoa(buf []byte, v uint64) []byte {
	i := len(buf) - 1
	for v >= 10 {
		buf[i] = byte(v%10 + '0')
		i--
		v /= 10
	}
	buf[i] = byte(v + '0')
	return buf[i:]
}

func hasPrefix(s, prefix string) bool { return len(s) >= len(prefix) && s[:len(prefix)] == prefix }

// atoi parses a decimal number.
func atoi(s string) (int, bool) {
	if s == "" {
		return 0, false
	}
	neg := false
	if s[0] == '-' {
		neg = true
		s = s[1:]
	}
	n := 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c < '0' || c > '9' || n > (1<<62)/10 {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	if neg {
		n = -n
	}
	return n, len(s) > 0
}

// staticuint64s holds the words of one-byte values; little-endian, so that its bytes serve smaller kinds too.
var staticuint64s [256]uint64
var staticbytes [256]byte

func initStatic() {
	for i := range staticuint64s {
		staticuint64s[i] = uint64(i)
		staticbytes[i] = byte(i)
	}
}

func getStaticuint64s() *[256]uint64 { return &staticuint64s }

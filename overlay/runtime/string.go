package runtime

import "unsafe"

// Strings: concatenation, conversions from and to bytes, runes and integers; numbers as text for this package.

type tmpBuf [32]byte

const (
	runeError = '\uFFFD'
	maxRune   = '\U0010FFFF'
)

// stringRoom is memory for a string of n bytes: buf, which the caller has if the string does not outlive it, or the heap's.
func stringRoom(buf *tmpBuf, n int) unsafe.Pointer {
	if buf != nil && n <= len(buf) {
		return unsafe.Pointer(buf)
	}
	return mallocgc(uintptr(n), nil, false)
}

// rawslice makes room for n elements without pointers, of 1<<log bytes. The program sees all of the capacity: what is not
// going to be written is zero.
func rawslice(n int, log uintptr) (p unsafe.Pointer, capacity int) {
	used := uintptr(n) << log
	size := roundupsize(used, true)
	p = mallocgc(size, nil, false)
	memclrNoHeapPointers(add(p, used), size-used)
	return p, int(size >> log)
}

// concatstrings joins parts.
//
//go:noinline
func concatstrings(buf *tmpBuf, parts []string) string {
	total, some, last := 0, 0, 0
	for i, s := range parts {
		if s != "" {
			some, last = some+1, i
		}
		if total += len(s); total < 0 {
			throw("string concatenation too long")
		}
	}
	if total == 0 {
		return ""
	}
	// One operand needs no copy unless it is a temporary on this stack. Escape analysis is not told: where the result
	// outlives a temporary, buf is nil.
	if only := unsafe.Pointer(unsafe.StringData(parts[last])); some == 1 && (buf != nil || !onStack(only)) {
		return unsafe.String((*byte)(noescape(only)), total)
	}
	room := stringRoom(buf, total)
	at := uintptr(0)
	for _, s := range parts {
		memmove(add(room, at), unsafe.Pointer(unsafe.StringData(s)), uintptr(len(s)))
		at += uintptr(len(s))
	}
	return unsafe.String((*byte)(room), total)
}

func onStack(p unsafe.Pointer) bool {
	gp := getg()
	return uintptr(p) >= gp.stackLo && uintptr(p) < gp.stackHi
}

// Compiled code passes up to five operands in registers and on the stack, and more as a slice.

func concatstring2(buf *tmpBuf, a, b string) string    { return concatstrings(buf, []string{a, b}) }
func concatstring3(buf *tmpBuf, a, b, c string) string { return concatstrings(buf, []string{a, b, c}) }
func concatstring4(buf *tmpBuf, a, b, c, d string) string {
	return concatstrings(buf, []string{a, b, c, d})
}
func concatstring5(buf *tmpBuf, a, b, c, d, e string) string {
	return concatstrings(buf, []string{a, b, c, d, e})
}

// slicebytetostring copies; strings of one byte exist already.
//
//go:noinline
func slicebytetostring(buf *tmpBuf, ptr *byte, n int) string {
	switch n {
	case 0:
		return ""
	case 1:
		return unsafe.String(&staticbytes[*ptr], 1)
	}
	room := stringRoom(buf, n)
	memmove(room, unsafe.Pointer(ptr), uintptr(n))
	return unsafe.String((*byte)(room), n)
}

func slicebytetostringtmp(ptr *byte, n int) string { return unsafe.String(ptr, n) }

//go:noinline
func stringtoslicebyte(buf *tmpBuf, s string) []byte {
	if buf != nil && len(s) <= len(buf) {
		*buf = tmpBuf{} // also what is behind s: it is in the slice's capacity
		return buf[:copy(buf[:], s)]
	}
	room, capacity := rawslice(len(s), 0)
	memmove(room, unsafe.Pointer(unsafe.StringData(s)), uintptr(len(s)))
	return unsafe.Slice((*byte)(room), capacity)[:len(s)]
}

//go:noinline
func stringtoslicerune(buf *[32]rune, s string) []rune {
	var runes []rune
	count := countrunes(s)
	if buf != nil && count <= len(buf) {
		*buf = [len(buf)]rune{}
		runes = buf[:count]
	} else {
		room, capacity := rawslice(count, 2)
		runes = unsafe.Slice((*rune)(room), capacity)[:count]
	}
	at := 0
	for i := range runes {
		r := rune(s[at])
		if r < 0x80 {
			at++
		} else {
			r, at = decoderune(s, at)
		}
		runes[i] = r
	}
	return runes
}

//go:noinline
func slicerunetostring(buf *tmpBuf, runes []rune) string {
	size := 0
	for _, r := range runes {
		size += runeSize(r)
	}
	if size == 0 {
		return ""
	}
	text := unsafe.Slice((*byte)(stringRoom(buf, size)), size)
	at := 0
	for _, r := range runes {
		at += encoderune(text[at:], r)
	}
	return unsafe.String(&text[0], size)
}

//go:noinline
func intstring(buf *[4]byte, v int64) string {
	r := rune(v)
	if int64(r) != v {
		r = runeError
	}
	var text [4]byte
	n := encoderune(text[:], r)
	room := unsafe.Pointer(buf)
	if buf == nil {
		room = mallocgc(uintptr(n), nil, false)
	}
	memmove(room, unsafe.Pointer(&text), uintptr(n))
	return unsafe.String((*byte)(room), n)
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
	return slicebytetostring(nil, p, textLength(p))
}

//go:linkname internal_syscall_gostring internal/syscall/unix.gostring
func internal_syscall_gostring(p *byte) string { return gostring(p) }

// itoa writes v in decimal at the end of buf.
func itoa(buf []byte, v uint64) []byte {
	for i := len(buf) - 1; ; i-- {
		rest := v / 10
		buf[i] = '0' + byte(v-10*rest)
		if rest == 0 {
			return buf[i:]
		}
		v = rest
	}
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

// byteWords is the table of the words of one-byte values; little-endian, so that its bytes serve smaller kinds too. It
// is read-only: what reflect hands out of it (StructField.Index) is written to by mistake only.
//
//tuco:leaf rt_byte_words
func byteWords() *[256]uint64

var staticuint64s *[256]uint64
var staticbytes [256]byte

func initStatic() {
	staticuint64s = byteWords()
	for i := range staticbytes {
		staticbytes[i] = byte(i)
	}
}

func getStaticuint64s() *[256]uint64 { return staticuint64s }

// Strings: concatenation and conversions, as compiled code calls them. The buffers that gc passes for results that do not
// escape are used if given.

package runtime

import "unsafe"

const (
	tmpStringBufSize = 32
	runeError        = '\uFFFD'
	runeSelf         = 0x80
	maxRune          = '\U0010FFFF'
	surrogateMin     = 0xD800
	surrogateMax     = 0xDFFF
)

type tmpBuf [tmpStringBufSize]byte

type stringStruct struct {
	str unsafe.Pointer
	len int
}

func stringStructOf(sp *string) *stringStruct { return (*stringStruct)(unsafe.Pointer(sp)) }

// rawbyteslice makes a slice whose content is not cleared; the rest of its size class is.
func rawbyteslice(size int) []byte {
	capacity := roundupsize(uintptr(size), true)
	p := mallocgc(capacity, nil, false)
	memclrNoHeapPointers(add(p, uintptr(size)), capacity-uintptr(size))
	return unsafe.Slice((*byte)(p), int(capacity))[:size]
}

// rawstring makes a string and the bytes behind it, to be filled before the string is used.
func rawstring(size int) (string, []byte) {
	p := mallocgc(uintptr(size), nil, false)
	return unsafe.String((*byte)(p), size), unsafe.Slice((*byte)(p), size)
}

func rawstringtmp(buf *tmpBuf, l int) (string, []byte) {
	if buf != nil && l <= len(buf) {
		b := buf[:l]
		return unsafe.String(unsafe.SliceData(b), len(b)), b
	}
	return rawstring(l)
}

// totalLength sums lengths; count is how many are not empty, last the index of the last of those.
func totalLength(a []string) (length, count, last int) {
	for i, x := range a {
		n := len(x)
		if n == 0 {
			continue
		}
		if length+n < length {
			throw("string concatenation too long")
		}
		length += n
		count++
		last = i
	}
	return
}

func onGoroutineStack(p unsafe.Pointer) bool { return stackContains(uintptr(p)) }

func concatstrings(buf *tmpBuf, a []string) string {
	length, count, last := totalLength(a)
	if count == 0 {
		return ""
	}
	// The one operand is the result, unless it lives in a buffer of this frame's callers.
	if count == 1 && (buf != nil || !onGoroutineStack(unsafe.Pointer(unsafe.StringData(a[last])))) {
		return a[last]
	}
	s, b := rawstringtmp(buf, length)
	for _, x := range a {
		n := copy(b, x)
		b = b[n:]
	}
	return s
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

func concatbytes(buf *tmpBuf, a []string) []byte {
	length, _, _ := totalLength(a)
	var b []byte
	if buf != nil && length <= len(buf) {
		*buf = tmpBuf{}
		b = buf[:length]
	} else {
		b = rawbyteslice(length)
	}
	rest := b
	for _, x := range a {
		n := copy(rest, x)
		rest = rest[n:]
	}
	return b
}

func concatbyte2(buf *tmpBuf, a0, a1 string) []byte {
	return concatbytes(buf, []string{a0, a1})
}

func concatbyte3(buf *tmpBuf, a0, a1, a2 string) []byte {
	return concatbytes(buf, []string{a0, a1, a2})
}

func concatbyte4(buf *tmpBuf, a0, a1, a2, a3 string) []byte {
	return concatbytes(buf, []string{a0, a1, a2, a3})
}

func concatbyte5(buf *tmpBuf, a0, a1, a2, a3, a4 string) []byte {
	return concatbytes(buf, []string{a0, a1, a2, a3, a4})
}

func cmpstring(a, b string) int { return compareStrings(a, b) }

func slicebytetostring(buf *tmpBuf, ptr *byte, n int) string {
	if n == 0 {
		return ""
	}
	if n == 1 {
		p := unsafe.Pointer(&staticuint64s[*ptr])
		return unsafe.String((*byte)(p), 1)
	}
	var p unsafe.Pointer
	if buf != nil && n <= len(buf) {
		p = unsafe.Pointer(buf)
	} else {
		p = mallocgc(uintptr(n), nil, false)
	}
	memmove(p, unsafe.Pointer(ptr), uintptr(n))
	return unsafe.String((*byte)(p), n)
}

func slicebytetostringtmp(ptr *byte, n int) string { return unsafe.String(ptr, n) }

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

func stringtoslicerune(buf *[tmpStringBufSize]rune, s string) []rune {
	n := countrunes(s)
	var a []rune
	if buf != nil && n <= len(buf) {
		*buf = [tmpStringBufSize]rune{}
		a = buf[:n]
	} else {
		size := roundupsize(uintptr(n)*4, true)
		a = unsafe.Slice((*rune)(mallocgc(size, nil, true)), int(size/4))[:n]
	}
	i := 0
	for _, r := range s {
		a[i] = r
		i++
	}
	return a
}

func slicerunetostring(buf *tmpBuf, a []rune) string {
	var scratch [4]byte
	size := 0
	for _, r := range a {
		size += encoderune(scratch[:], r)
	}
	s, b := rawstringtmp(buf, size)
	at := 0
	for _, r := range a {
		if at >= len(b) {
			break // changed while it was read
		}
		n := encoderune(scratch[:], r)
		copy(b[at:], scratch[:n])
		at += n
	}
	return s[:at]
}

func intstring(buf *[4]byte, v int64) string {
	var scratch [4]byte
	r := rune(v)
	if int64(r) != v {
		r = runeError
	}
	n := encoderune(scratch[:], r)
	if buf != nil {
		copy(buf[:], scratch[:n])
		return unsafe.String(&buf[0], n)
	}
	s, b := rawstring(n)
	copy(b, scratch[:n])
	return s
}

func countrunes(s string) int {
	n := 0
	for range s {
		n++
	}
	return n
}

func continuation(b byte) bool { return b&0xC0 == 0x80 }

// decoderune reads the rune at s[k], k < len(s), whose first byte is not ASCII; pos is the index after it.
func decoderune(s string, k int) (r rune, pos int) {
	pos = k
	if k >= len(s) {
		return runeError, k + 1
	}
	s = s[k:]
	c := s[0]
	switch {
	case 0xC2 <= c && c < 0xE0:
		if len(s) > 1 && continuation(s[1]) {
			return rune(c&0x1F)<<6 | rune(s[1]&0x3F), pos + 2
		}
	case 0xE0 <= c && c < 0xF0:
		if len(s) > 2 && continuation(s[1]) && continuation(s[2]) {
			r = rune(c&0x0F)<<12 | rune(s[1]&0x3F)<<6 | rune(s[2]&0x3F)
			if r >= 0x800 && !(surrogateMin <= r && r <= surrogateMax) {
				return r, pos + 3
			}
		}
	case 0xF0 <= c && c < 0xF8:
		if len(s) > 3 && continuation(s[1]) && continuation(s[2]) && continuation(s[3]) {
			r = rune(c&0x07)<<18 | rune(s[1]&0x3F)<<12 | rune(s[2]&0x3F)<<6 | rune(s[3]&0x3F)
			if r >= 0x10000 && r <= maxRune {
				return r, pos + 4
			}
		}
	}
	return runeError, pos + 1
}

// encoderune writes r as UTF-8 into p, which has room for it.
func encoderune(p []byte, r rune) int {
	switch i := uint32(r); {
	case i < 0x80:
		p[0] = byte(r)
		return 1
	case i < 0x800:
		_ = p[1]
		p[0] = 0xC0 | byte(r>>6)
		p[1] = 0x80 | byte(r)&0x3F
		return 2
	case i > maxRune, surrogateMin <= i && i <= surrogateMax:
		return encoderune(p, runeError)
	case i < 0x10000:
		_ = p[2]
		p[0] = 0xE0 | byte(r>>12)
		p[1] = 0x80 | byte(r>>6)&0x3F
		p[2] = 0x80 | byte(r)&0x3F
		return 3
	default:
		_ = p[3]
		p[0] = 0xF0 | byte(r>>18)
		p[1] = 0x80 | byte(r>>12)&0x3F
		p[2] = 0x80 | byte(r>>6)&0x3F
		p[3] = 0x80 | byte(r)&0x3F
		return 4
	}
}

func findnull(s *byte) int {
	if s == nil {
		return 0
	}
	n := 0
	for *(*byte)(add(unsafe.Pointer(s), uintptr(n))) != 0 {
		n++
	}
	return n
}

// gostringnocopy is the string at a NUL-terminated text that outlives it.
func gostringnocopy(str *byte) string { return unsafe.String(str, findnull(str)) }

func gostring(p *byte) string {
	n := findnull(p)
	if n == 0 {
		return ""
	}
	s, b := rawstring(n)
	memmove(unsafe.Pointer(&b[0]), unsafe.Pointer(p), uintptr(n))
	return s
}

// itoa writes val in decimal at the end of buf and returns that part.
func itoa(buf []byte, val uint64) []byte {
	i := len(buf) - 1
	for val >= 10 {
		buf[i] = byte(val%10 + '0')
		i--
		val /= 10
	}
	buf[i] = byte(val + '0')
	return buf[i:]
}

// staticuint64s has the values 0 to 255, for single bytes boxed or made strings without allocation.
var staticuint64s = [...]uint64{
	0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x0e, 0x0f,
	0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18, 0x19, 0x1a, 0x1b, 0x1c, 0x1d, 0x1e, 0x1f,
	0x20, 0x21, 0x22, 0x23, 0x24, 0x25, 0x26, 0x27, 0x28, 0x29, 0x2a, 0x2b, 0x2c, 0x2d, 0x2e, 0x2f,
	0x30, 0x31, 0x32, 0x33, 0x34, 0x35, 0x36, 0x37, 0x38, 0x39, 0x3a, 0x3b, 0x3c, 0x3d, 0x3e, 0x3f,
	0x40, 0x41, 0x42, 0x43, 0x44, 0x45, 0x46, 0x47, 0x48, 0x49, 0x4a, 0x4b, 0x4c, 0x4d, 0x4e, 0x4f,
	0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57, 0x58, 0x59, 0x5a, 0x5b, 0x5c, 0x5d, 0x5e, 0x5f,
	0x60, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6a, 0x6b, 0x6c, 0x6d, 0x6e, 0x6f,
	0x70, 0x71, 0x72, 0x73, 0x74, 0x75, 0x76, 0x77, 0x78, 0x79, 0x7a, 0x7b, 0x7c, 0x7d, 0x7e, 0x7f,
	0x80, 0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8a, 0x8b, 0x8c, 0x8d, 0x8e, 0x8f,
	0x90, 0x91, 0x92, 0x93, 0x94, 0x95, 0x96, 0x97, 0x98, 0x99, 0x9a, 0x9b, 0x9c, 0x9d, 0x9e, 0x9f,
	0xa0, 0xa1, 0xa2, 0xa3, 0xa4, 0xa5, 0xa6, 0xa7, 0xa8, 0xa9, 0xaa, 0xab, 0xac, 0xad, 0xae, 0xaf,
	0xb0, 0xb1, 0xb2, 0xb3, 0xb4, 0xb5, 0xb6, 0xb7, 0xb8, 0xb9, 0xba, 0xbb, 0xbc, 0xbd, 0xbe, 0xbf,
	0xc0, 0xc1, 0xc2, 0xc3, 0xc4, 0xc5, 0xc6, 0xc7, 0xc8, 0xc9, 0xca, 0xcb, 0xcc, 0xcd, 0xce, 0xcf,
	0xd0, 0xd1, 0xd2, 0xd3, 0xd4, 0xd5, 0xd6, 0xd7, 0xd8, 0xd9, 0xda, 0xdb, 0xdc, 0xdd, 0xde, 0xdf,
	0xe0, 0xe1, 0xe2, 0xe3, 0xe4, 0xe5, 0xe6, 0xe7, 0xe8, 0xe9, 0xea, 0xeb, 0xec, 0xed, 0xee, 0xef,
	0xf0, 0xf1, 0xf2, 0xf3, 0xf4, 0xf5, 0xf6, 0xf7, 0xf8, 0xf9, 0xfa, 0xfb, 0xfc, 0xfd, 0xfe, 0xff,
}

package subtle

import "unsafe"

const chunk = 64 << 10

//go:noescape
//tuco:leaf rt_xor_bytes
func xorNative(dst, x, y *byte, n int)

func xorBytes(dst, x, y *byte, n int) {
	for ; n > chunk; n -= chunk {
		xorNative(dst, x, y, chunk)
		dst, x, y = after(dst), after(x), after(y)
	}
	xorNative(dst, x, y, n)
}

func after(p *byte) *byte { return (*byte)(unsafe.Add(unsafe.Pointer(p), chunk)) }

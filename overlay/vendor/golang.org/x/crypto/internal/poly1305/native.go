package poly1305

const chunk = 64 << 10

//go:noescape
//tuco:leaf rt_poly1305
func updateNative(state *macState, p *byte, n int)

func update(state *macState, p []byte) {
	for len(p) > 0 {
		n := min(len(p), chunk)
		updateNative(state, &p[0], n)
		p = p[n:]
	}
}

type mac struct{ macGeneric }

func (h *mac) Write(p []byte) (int, error) {
	written := len(p)
	if h.offset > 0 {
		n := copy(h.buffer[h.offset:], p)
		h.offset += n
		if h.offset < TagSize {
			return written, nil
		}
		p = p[n:]
		update(&h.macState, h.buffer[:])
	}
	whole := len(p) - len(p)%TagSize
	update(&h.macState, p[:whole])
	h.offset = copy(h.buffer[:], p[whole:])
	return written, nil
}

func (h *mac) Sum(out *[TagSize]byte) {
	state := h.macState
	update(&state, h.buffer[:h.offset])
	finalize(out, &state.h, &state.s)
}

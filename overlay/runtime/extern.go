package runtime

// Where gc has them: tools skip frames by file name.

// Caller tells where a call on the caller's stack is: with skip 0 the one of Caller, with 1 that of its caller, and so on.
//
//go:noinline
func Caller(skip int) (pc uintptr, file string, line int, ok bool) {
	var pcs [1]uintptr
	if callersC(skip+1, &pcs[0], 1) < 1 {
		return
	}
	var p placeInfo
	if !placeOf(pcs[0]-1, &p) {
		return
	}
	return pcs[0] - 1, gostringnocopy(p.file), p.line, true
}

// Callers fills pc with return addresses of the caller's stack, the innermost first; skip 0 starts in Callers itself.
//
//go:noinline
func Callers(skip int, pc []uintptr) int {
	if len(pc) == 0 {
		return 0
	}
	return callersC(skip, &pc[0], len(pc))
}

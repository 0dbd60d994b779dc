package runtime

import (
	"unsafe"
)

// Callers, frames and functions by PC, from the function table.

// placeInfo is the C side's PlaceInfo: one logical frame.
type placeInfo struct {
	function, file *byte
	entry          uintptr
	line           int
	startLine      int
	kind           int
	fn             *Func
	node           int
}

// Caller reports file and line number of a call of the calling goroutine's stack; skip 0 is the caller of Caller.
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

// Callers fills pc with return program counters of the calling goroutine's stack; skip 0 is Callers itself.
//
//go:noinline
func Callers(skip int, pc []uintptr) int {
	if len(pc) == 0 {
		return 0
	}
	return callersC(skip, &pc[0], len(pc))
}

func callers(skip int, pcbuf []uintptr) int {
	if len(pcbuf) == 0 {
		return 0
	}
	return callersC(skip, &pcbuf[0], len(pcbuf))
}

// Frames translates the PCs that Callers returns to function, file and line.
type Frames struct {
	callers []uintptr
}

// Frame is what Frames returns for each call frame.
type Frame struct {
	// PC is the program counter for the location in this frame.
	PC uintptr
	// Func is the Func value of this call frame; nil for inlined ones.
	Func *Func
	// Function is the package path-qualified function name of this call frame.
	Function string
	// File and Line are the location in this frame.
	File string
	Line int

	startLine int
	// Entry is the entry point of the function.
	Entry uintptr
}

// CallersFrames takes PCs as Callers returned them.
func CallersFrames(callers []uintptr) *Frames { return &Frames{callers: callers} }

// Next returns the next frame and whether there are more. Each PC stands for one frame, also of inlined calls.
func (ci *Frames) Next() (frame Frame, more bool) {
	for len(ci.callers) > 0 {
		pc := ci.callers[0] - 1
		ci.callers = ci.callers[1:]
		var p placeInfo
		if !placeOf(pc, &p) {
			continue
		}
		frame = Frame{
			PC:        pc,
			Function:  gostringnocopy(p.function),
			File:      gostringnocopy(p.file),
			Line:      p.line,
			startLine: p.startLine,
			Entry:     p.entry,
		}
		if p.node < 0 {
			frame.Func = p.fn
		}
		return frame, len(ci.callers) > 0
	}
	return Frame{}, false
}

// A Func represents a Go function in the running binary. It is an entry of the function table, or, told by its
// first word, a funcinl.
type Func struct {
	opaque struct{}
}

type funcinl struct {
	ones      uint32
	entry     uintptr
	name      string
	file      string
	line      int
	startLine int
}

func (f *Func) inlined() *funcinl {
	if *(*uint32)(unsafe.Pointer(f)) == ^uint32(0) {
		return (*funcinl)(unsafe.Pointer(f))
	}
	return nil
}

// FuncForPC returns the function that contains pc, or nil.
func FuncForPC(pc uintptr) *Func {
	var p placeInfo
	if !placeOf(pc, &p) {
		return nil
	}
	if p.node < 0 || pc == p.entry { // the value of a function, even if it starts with an inlined call
		return p.fn
	}
	return (*Func)(unsafe.Pointer(&funcinl{^uint32(0), p.entry, gostringnocopy(p.function), gostringnocopy(p.file), p.line, p.startLine}))
}

// Name returns the name of the function.
func (f *Func) Name() string {
	if f == nil {
		return ""
	}
	if fi := f.inlined(); fi != nil {
		return fi.name
	}
	return gostringnocopy(funcNameC(f))
}

// Entry returns the entry address of the function.
func (f *Func) Entry() uintptr {
	if fi := f.inlined(); fi != nil {
		return fi.entry
	}
	return funcEntryC(f)
}

// FileLine returns file name and line number of the source code at pc.
func (f *Func) FileLine(pc uintptr) (file string, line int) {
	if fi := f.inlined(); fi != nil {
		return fi.file, fi.line
	}
	var p placeInfo
	placeOf(pc, &p)
	for placeParent(&p) {
	}
	return gostringnocopy(p.file), p.line
}

func (f *Func) startLine() int32 {
	if fi := f.inlined(); fi != nil {
		return int32(fi.startLine)
	}
	return int32(funcStartLineC(f))
}

//go:linkname runtime_FrameStartLine runtime/pprof.runtime_FrameStartLine
func runtime_FrameStartLine(f *Frame) int { return f.startLine }

//go:linkname runtime_FrameSymbolName runtime/pprof.runtime_FrameSymbolName
func runtime_FrameSymbolName(f *Frame) string { return f.Function }

//go:linkname runtime_expandFinalInlineFrame runtime/pprof.runtime_expandFinalInlineFrame
func runtime_expandFinalInlineFrame(stk []uintptr) []uintptr { return stk }

// goroutineRecord is the C side's GoroutineRecord.
type goroutineRecord struct {
	id, status, waitReason, waitSince int64
	creatorPC                         int64
	parentID                          int64
	isSelf, locked                    int64
	labels                            unsafe.Pointer
}

// Stack formats a trace of the calling goroutine, or all, into buf and returns the number of bytes.
//
//go:noinline
func Stack(buf []byte, all bool) int {
	w := traceWriter{buf: buf}
	self := getg().id
	w.goroutine(self - 1)
	if all {
		for id := int64(0); ; {
			var r goroutineRecord
			if goroutineAfter(id, &r, nil) < 0 {
				break
			}
			if r.id != self {
				w.text("\n")
				w.goroutine(id)
			}
			id = r.id
		}
	}
	return w.n
}

type traceWriter struct {
	buf []byte
	n   int
}

func (w *traceWriter) text(s string) {
	if w.n < len(w.buf) {
		w.n += copy(w.buf[w.n:], s)
	}
}

func (w *traceWriter) hex(v uintptr) {
	var b [18]byte
	i := len(b)
	for {
		i--
		b[i] = "0123456789abcdef"[v&15]
		v >>= 4
		if v == 0 {
			break
		}
	}
	w.text("0x" + string(b[i:]))
}

// goroutineAfter describes the first goroutine numbered above id, as it stands between two stops of the world.
func goroutineAfter(id int64, r *goroutineRecord, pcs []uintptr) int {
	stopTheWorld()
	n := goroutineRecordC(id, r, unsafe.SliceData(pcs), len(pcs))
	startTheWorld()
	return n
}

// goroutine writes the trace of the first goroutine numbered above afterID; that of the caller of Stack without Stack.
func (w *traceWriter) goroutine(afterID int64) {
	pcs := make([]uintptr, 100)
	var r goroutineRecord
	n := goroutineAfter(afterID, &r, pcs)
	if n < 0 {
		return
	}
	w.text("goroutine " + itoaString(r.id) + " [")
	switch {
	case r.isSelf != 0:
		w.text("running")
	case r.status == 4:
		w.text(gostringnocopy(waitReasonText(uintptr(r.waitReason))))
	case r.status == 3:
		w.text("syscall")
	default:
		w.text("runnable")
	}
	if r.locked != 0 {
		w.text(", locked to thread")
	}
	w.text("]:\n")
	frames := CallersFrames(pcs[:n])
	start, end := textRange()
	at := uintptr(0) // in the code; the PCs of functions with inlined calls in them stand for places in those
	for hidden := r.isSelf != 0; ; {
		f, more := frames.Next()
		name := f.Function
		if f.PC >= start && f.PC < end {
			at = f.PC + 1
		}
		shown := !hidden && (!hasPrefix(name, "runtime.") || isExportedRuntime(name) || name == "runtime.gopanic")
		if hidden && name == "runtime.Stack" {
			hidden = false
		}
		if name != "" && shown && name != "rt_goexit" {
			if name == "runtime.gopanic" {
				w.text("panic({...})\n")
			} else if f.Func != nil && funcArgsSizeC(f.Func) == 0 {
				w.text(name + "()\n")
			} else {
				w.text(name + "(...)\n")
			}
			w.text("\t" + f.File + ":" + itoaString(int64(f.Line)))
			if f.Func != nil && at > f.Entry {
				w.text(" +")
				w.hex(at - f.Entry)
			}
			w.text("\n")
		}
		if !more {
			break
		}
	}
	if r.creatorPC != 0 {
		var p placeInfo
		if placeOf(uintptr(r.creatorPC)-1, &p) {
			name := gostringnocopy(p.function)
			if !hasPrefix(name, "runtime.") || isExportedRuntime(name) {
				w.text("created by " + name)
				if r.parentID != 0 {
					w.text(" in goroutine " + itoaString(r.parentID))
				}
				w.text("\n\t" + gostringnocopy(p.file) + ":" + itoaString(int64(p.line)) + " +")
				w.hex(uintptr(r.creatorPC) - p.entry)
				w.text("\n")
			}
		}
	}
}

func isExportedRuntime(name string) bool {
	return len(name) > 8 && hasPrefix(name, "runtime.") && 'A' <= name[8] && name[8] <= 'Z'
}

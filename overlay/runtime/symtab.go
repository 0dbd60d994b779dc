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
	flags          int
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

// Frame is one call, also of a function that was inlined.
type Frame struct {
	// PC is in the call's instruction.
	PC uintptr
	// Func is nil for what was inlined.
	Func *Func
	// Function is the function's name with its package's path.
	Function string
	// File and Line are where the call is.
	File string
	Line int

	startLine int
	// Entry is where the function's code starts.
	Entry uintptr
}

// CallersFrames takes PCs as Callers returned them.
func CallersFrames(callers []uintptr) *Frames { return &Frames{callers: callers} }

// Next goes on by one frame; more: there are others behind it. Each PC stands for one, also of inlined calls.
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

// FuncForPC finds the function whose code pc is in; nil if there is none.
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

// Name is the function's name with its package's path.
func (f *Func) Name() string {
	if f == nil {
		return ""
	}
	if fi := f.inlined(); fi != nil {
		return fi.name
	}
	return gostringnocopy(funcNameC(f))
}

// Entry is where the function's code starts.
func (f *Func) Entry() uintptr {
	if fi := f.inlined(); fi != nil {
		return fi.entry
	}
	return funcEntryC(f)
}

// FileLine finds the source of the code at pc.
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

// Stack writes a trace of the calling goroutine, or of all, to buf as far as there is room, and tells how long it is.
//
//go:noinline
func Stack(buf []byte, all bool) int {
	if len(buf) == 0 {
		return 0
	}
	if all {
		stopTheWorld()
	}
	n := stackText(unsafe.SliceData(buf), len(buf), all)
	if all {
		startTheWorld()
	}
	return n
}

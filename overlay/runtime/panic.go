package runtime

import (
	"internal/abi"
	"internal/runtime/atomic"
	"internal/runtime/sys"
	"unsafe"
)

// Defer, panic and recover.
//
// Deferred calls are in records that name their frame by the stack pointer in the frame's body (src/abi/defer.h).
// Functions whose defer statements run at most once keep the record in the frame and make the calls themselves when
// they return; others call deferproc, and deferreturn at their exits. gopanic runs the records of all frames, innermost
// first, on top of the panicking frame; when one of them recovered, the frame of that record goes on at its
// deferreturn code. The C side moves stacks and adjusts the sp fields (runtime/stack.c).

type _defer struct {
	link    *_defer
	sp, pc  uintptr // of the function that deferred
	active  uint8   // bit i: fns[i] is to be called
	started bool    // a panic or Goexit runs it
	inFrame bool
	panic   *_panic // that one
	ranges  *rangeDefers
	fns     [1]func() // inFrame: as many as active may have bits
}

type _panic struct {
	arg        any
	link       *_panic
	sp         uintptr // caller's SP of the gopanic frame
	recovered  bool
	aborted    bool // a later panic took over
	goexit     bool
	repanicked bool
}

// rangeDefers collects what range-over-func bodies defer for the enclosing function.
type rangeDefers struct {
	fns []func()
}

//go:noinline
func deferproc(fn func()) {
	gp := getg()
	d := new(_defer)
	d.fns[0] = abi.Escape(fn)
	d.active = 1
	d.sp = sys.GetCallerSP()
	d.pc = sys.GetCallerPC()
	d.link = gp._defer
	gp._defer = d
}

// deferrangefunc makes a record whose calls are added later, by deferprocat with its result.
//
//go:noinline
func deferrangefunc() any {
	gp := getg()
	d := new(_defer)
	d.ranges = new(rangeDefers)
	// Not before the last call: a stack that moves adjusts the records of the list alone.
	d.sp = sys.GetCallerSP()
	d.pc = sys.GetCallerPC()
	d.link = gp._defer
	gp._defer = d
	return d.ranges
}

func deferprocat(fn func(), frame any) {
	r := frame.(*rangeDefers)
	r.fns = append(r.fns, fn)
}

func (d *_defer) pending() bool {
	return d.active != 0 || !d.inFrame && d.ranges != nil && len(d.ranges.fns) != 0
}

// take removes the call that is next.
func (d *_defer) take() func() {
	if d.active == 0 {
		last := len(d.ranges.fns) - 1
		fn := d.ranges.fns[last]
		d.ranges.fns[last] = nil
		d.ranges.fns = d.ranges.fns[:last]
		return fn
	}
	i := uintptr(sys.Len8(d.active) - 1)
	d.active &^= 1 << i
	return *(*func())(add(unsafe.Pointer(&d.fns), i*unsafe.Sizeof(d.fns)))
}

// deferreturn runs the records of the calling frame. It is a wrapper: what it calls counts as called by that frame.
//
//go:noinline
//tuco:wrapper
func deferreturn() {
	gp := getg()
	for {
		d := gp._defer
		if d == nil || d.sp != sys.GetCallerSP() {
			return
		}
		if !d.pending() {
			gp._defer = d.link
			continue
		}
		fn := d.take()
		if !d.pending() {
			gp._defer = d.link
		}
		fn()
	}
}

// A PanicNilError is what panic(nil) panics with, so that recover gives something.
type PanicNilError struct {
	_ [0]func() // not to be compared, nor converted to other types without fields
}

// RuntimeError marks it as an Error.
func (*PanicNilError) RuntimeError() {}

func (*PanicNilError) Error() string { return "panic called with nil argument" }

var panicnilSetting bool // GODEBUG=panicnil=1

// Panics whose deferred calls run, and whether one was left without recovery: main waits for it to end the process.
var runningPanicDefers, panicking uint32

//go:noinline
func gopanic(e any) {
	if e == nil && !panicnilSetting {
		e = new(PanicNilError)
	}
	gp := getg()
	p := new(_panic)
	p.arg = e
	p.link = gp._panic
	p.sp = sys.GetCallerSP()
	gp._panic = p
	atomic.Xadd(&runningPanicDefers, 1)
	for {
		d := nextDefer(gp)
		if d == nil {
			break
		}
		d.start(p)()
		d.finish(gp)
		if p.recovered {
			recovery(gp, p, d)
		}
	}
	// The text is made before anything is printed: Error and String methods are the program's.
	preprintpanics(p)
	fatalpanic(p)
}

// start takes the next call of record d, which panic or Goexit p is going to make.
func (d *_defer) start(p *_panic) func() {
	d.started = true
	d.panic = p
	return d.take()
}

func (d *_defer) finish(gp *g) {
	d.started = false
	d.panic = nil
	if gp._defer != d {
		throw("bad defer entry in panic")
	}
}

// nextDefer gives the innermost record with calls to make. One that an earlier panic or Goexit was running comes
// back only because it panicked: that earlier one ends here.
func nextDefer(gp *g) *_defer {
	for {
		d := gp._defer
		if d == nil {
			return nil
		}
		if d.started {
			d.started = false
			d.panic.aborted = true
		}
		if d.pending() {
			return d
		}
		gp._defer = d.link
	}
}

// recovery leaves all frames down to the one that deferred d and goes on there.
func recovery(gp *g, p *_panic, d *_defer) {
	gp._panic = p.link
	atomic.Xadd(&runningPanicDefers, -1)
	goexit := false
	for gp._panic != nil && gp._panic.aborted {
		if gp._panic.goexit {
			goexit = true
			break
		}
		gp._panic = gp._panic.link
		atomic.Xadd(&runningPanicDefers, -1)
	}
	if goexit {
		// The recovered panic had interrupted Goexit, which goes on with the records that are left.
		gp._panic = gp._panic.link
		Goexit()
	}
	if gp._panic == nil {
		gp.sig = 0
	}
	pc, bp := recoveryTarget(d.sp, d.pc)
	if pc == 0 {
		throw("recovered a panic of a function without deferreturn")
	}
	// The record stays listed, so that a move of the stack adjusts its sp: deferreturn, where the frame goes on, drops it.
	resumeFrame(d.sp, pc, bp)
}

//go:noinline
func gorecover() any {
	if p := getg()._panic; p != nil && !p.goexit && !p.recovered && mayRecover(p.sp) {
		p.recovered = true
		return p.arg
	}
	return nil
}

// Goexit ends the goroutine that calls it, after its deferred calls; other goroutines go on.
func Goexit() {
	gp := getg()
	p := new(_panic)
	p.goexit = true
	p.link = gp._panic
	gp._panic = p
	for {
		d := nextDefer(gp)
		if d == nil {
			break
		}
		d.start(p)()
		d.finish(gp)
	}
	goexit1()
}

func goexit1() {
	gp := getg()
	gp._panic = nil
	gp._defer = nil
	if c := (*coro)(gp.coroutine); c != nil {
		coroexit(c)
	}
	goexitDone()
}

// preprintpanics turns the values of panics that are going to be printed into text, if they have methods for that.
func preprintpanics(p *_panic) {
	for markRepanics(p); p != nil; p = p.link {
		if p.shown() {
			p.arg = panicText(p.arg)
		}
	}
}

// shown: it has a line of its own, as it does not repeat the one before.
func (p *_panic) shown() bool { return p.link == nil || !p.link.repanicked }

// panicText calls Error or String of v, which are the program's. If they panic in turn, that is the end.
func panicText(v any) any {
	defer func() {
		if r := recover(); r != nil {
			text, ok := r.(string)
			if !ok {
				text = "type " + toRType(efaceOf(&r)._type).string()
			}
			throw("panic while printing panic value: " + text)
		}
	}()
	if v, ok := v.(error); ok {
		return v.Error()
	}
	if v, ok := v.(stringer); ok {
		return v.String()
	}
	return v
}

// markRepanics marks panics whose value is that of the next one: it is shown once.
func markRepanics(p *_panic) {
	for ; p.link != nil; p = p.link {
		p.link.repanicked = p.link.repanicked || *efaceOf(&p.link.arg) == *efaceOf(&p.arg)
	}
}

// printpanics prints a line for each panic, the oldest first and the others indented. It tells whether there was any.
func printpanics(p *_panic) bool {
	if p == nil {
		return false
	}
	more := printpanics(p.link)
	if p.goexit || !p.shown() {
		return more
	}
	if more {
		print("\t")
	}
	print("panic: ")
	printpanicval(p.arg)
	switch {
	case !p.recovered:
	case p.repanicked:
		print(" [recovered, repanicked]")
	default:
		print(" [recovered]")
	}
	print("\n")
	return true
}

func fatalpanic(p *_panic) {
	atomic.Store(&panicking, 1)
	getg().locks++ // it stays on this thread, which C remembers as the one that reports
	fatalBegin()
	printpanics(p)
	var stuck *synctestBubble
	if e, ok := p.arg.(synctestDeadlockError); ok {
		stuck = e.bubble
	}
	fatalPanicC(stuck)
}

// Failures that compiled code reports.

// panicBounds is entered from rt_panic_bounds.
func panicBounds(index, length int, code uint32) {
	panic(boundsError{int64(index), int64(length), code&(1<<7) == 0, uint8(code & 0x7f)})
}

var divideError = error(errorString("integer divide by zero"))
var overflowError = error(errorString("integer overflow"))
var shiftError = error(errorString("negative shift amount"))
var floatError = error(errorString("floating point error"))
var memoryError = error(errorString("invalid memory address or nil pointer dereference"))

func panicdivide()   { panic(divideError) }
func panicoverflow() { panic(overflowError) }
func panicfloat()    { panic(floatError) }
func panicshift()    { panic(shiftError) }
func panicmem()      { panic(memoryError) }
func panicnil()      { panic(memoryError) }

func panicmemAddr(addr uintptr) {
	panic(errorAddressString{msg: "invalid memory address or nil pointer dereference", addr: addr})
}

func throwinit() { throw("recursive call during initialization - linker skew") }

// rangeTexts are what an iterator did wrong, by the state in which it left or called the body of its loop.
var rangeTexts = [...]string{
	abi.RF_DONE:          "continued iteration after function for loop body returned false",
	abi.RF_PANIC:         "continued iteration after loop body panic",
	abi.RF_EXHAUSTED:     "continued iteration after whole loop exit",
	abi.RF_MISSING_PANIC: "recovered a loop body panic and did not resume panicking",
}

// panicrangestate is called where a range-over-func loop finds a state that it must not be in.
func panicrangestate(state int) {
	if uint(state) >= uint(len(rangeTexts)) || rangeTexts[state] == "" {
		throw("range-over-func: impossible state")
	}
	panic(errorString("range function " + rangeTexts[state]))
}

func hexValue(v uintptr) unsafe.Pointer { return unsafe.Pointer(v) }

// Throws of other packages.

//go:linkname sync_throw sync.throw
func sync_throw(s string) { throw(s) }

//go:linkname sync_fatal sync.fatal
func sync_fatal(s string) { fatal(s) }

//go:linkname internal_sync_throw internal/sync.throw
func internal_sync_throw(s string) { throw(s) }

//go:linkname internal_sync_fatal internal/sync.fatal
func internal_sync_fatal(s string) { fatal(s) }

//go:linkname maps_fatal internal/runtime/maps.fatal
func maps_fatal(s string) { fatal(s) }

//go:linkname cgroup_throw internal/runtime/cgroup.throw
func cgroup_throw(s string) { throw(s) }

//go:linkname rand_fatal crypto/rand.fatal
func rand_fatal(s string) { fatal(s) }

//go:linkname sysrand_fatal crypto/internal/sysrand.fatal
func sysrand_fatal(s string) { fatal(s) }

//go:linkname fips_fatal crypto/internal/fips140.fatal
func fips_fatal(s string) { fatal(s) }

package runtime

import (
	"internal/abi"
	"internal/runtime/atomic"
	"unsafe"
)

// Finalizers, cleanups, weak pointers. The C side queues what is due after a collection (runtime/special.c). One
// goroutine, started with the first registration, runs finalizers; others run cleanups, as many as in gc.

const maxTinySize = 16 // gc's bound for objects without pointers that may share a block; TINY_BLOCK in runtime.h

const (
	specialFinalizer = 0
	specialCleanup   = 1
	specialWeak      = 2
	specialBubble    = 4
)

// dueRecord is the C side's DueRecord.
type dueRecord struct {
	kind       uintptr
	fn         unsafe.Pointer
	object     unsafe.Pointer
	argument   unsafe.Pointer
	objectType unsafe.Pointer
}

var finalizerStarted uint32
var finalizerFn func() = runFinalizers

func createfing() {
	if atomic.Cas(&finalizerStarted, 0, 1) {
		newprocC(*(*unsafe.Pointer)(unsafe.Pointer(&finalizerFn)), 0, true)
	}
}

var cleanupGoroutines uint32
var cleanupFn func() = runCleanups

func createCleanupGoroutines() {
	most := uint32(max(procCount()/4, 1))
	for n := atomic.Load(&cleanupGoroutines); n < most; n = atomic.Load(&cleanupGoroutines) {
		if atomic.Cas(&cleanupGoroutines, n, n+1) {
			newprocC(*(*unsafe.Pointer)(unsafe.Pointer(&cleanupFn)), 0, true)
		}
	}
}

var finalizersRun, cleanupsRun uint64

func runFinalizers() {
	for done := false; ; {
		r := new(dueRecord)
		if done = specialNext(r, specialFinalizer, done); done {
			getg().runsProgram = true
			runFinalizer(r)
			getg().runsProgram = false
			atomic.Xadd64(&finalizersRun, 1)
		}
	}
}

func runCleanups() {
	for done := false; ; {
		r := new(dueRecord)
		if done = specialNext(r, specialCleanup, done); done {
			fn := r.fn
			getg().runsProgram = true
			(*(*func())(unsafe.Pointer(&fn)))()
			getg().runsProgram = false
			atomic.Xadd64(&cleanupsRun, 1)
		}
	}
}

func runFinalizer(r *dueRecord) {
	var regs abi.RegArgs
	ft := (*abi.FuncType)(r.argument)
	argType := ft.InSlice()[0]
	// Room for results on the stack, which nobody reads, and for the argument's spill slots.
	frameSize := uintptr(64)
	for _, t := range ft.OutSlice() {
		frameSize = (frameSize+uintptr(t.Align_)-1)&^(uintptr(t.Align_)-1) + t.Size_
	}
	frameSize = (frameSize + 15) &^ 15
	switch argType.Kind() {
	case abi.Pointer, abi.UnsafePointer:
		regs.Ptrs[0] = r.object
		regs.Ints[0] = uintptr(r.object)
	case abi.Interface:
		ityp := (*interfacetype)(unsafe.Pointer(argType))
		first := r.objectType
		if len(ityp.Methods) > 0 {
			first = unsafe.Pointer(assertE2I(ityp, (*_type)(r.objectType)))
		}
		regs.Ptrs[0], regs.Ptrs[1] = first, r.object
		regs.Ints[0], regs.Ints[1] = uintptr(first), uintptr(r.object)
	default:
		throw("bad type kind in finalizer")
	}
	fn := r.fn
	r.object = nil
	frame := mallocgc(frameSize, nil, true)
	reflectcall(nil, fn, frame, uint32(frameSize), uint32(frameSize), uint32(frameSize), &regs)
}

// SetFinalizer has finalizer(obj) called some time after obj, a pointer, is no longer reachable; nil takes back what was set.
// Mistakes end the program.
func SetFinalizer(obj any, finalizer any) {
	object, fn := efaceOf(&obj), efaceOf(&finalizer)
	if !finalizable(object) {
		return
	}
	if fn._type == nil {
		specialRemove(uintptr(object.data), specialFinalizer, 0)
		return
	}
	checkFinalizer(fn._type, object._type)
	createfing()
	if specialAdd(uintptr(abi.Escape(object.data)), specialFinalizer, abi.Escape(fn.data), unsafe.Pointer(fn._type), unsafe.Pointer(object._type)) < 0 {
		badFinalizer("finalizer already set")
	}
	KeepAlive(obj)
}

func badFinalizer(why string) { throw("runtime.SetFinalizer: " + why) }

// finalizable looks at SetFinalizer's first argument: it has to point to an object, at its start. Not: to a variable, which
// lives forever.
func finalizable(object *eface) bool {
	if object._type == nil {
		badFinalizer("first argument is nil")
	}
	if object._type.Kind() != abi.Pointer {
		badFinalizer("first argument is " + toRType(object._type).string() + ", not pointer")
	}
	at := uintptr(object.data)
	base, _ := findObjectC(at)
	if base == 0 {
		if isVariable(at) { // also of size zero
			return false
		}
		badFinalizer("pointer not in allocated block")
	}
	// Small variables without pointers share an object.
	if elem := object._type.Elem(); at != base && (elem.Pointers() || elem.Size_ >= maxTinySize) {
		badFinalizer("pointer not at beginning of allocated block")
	}
	return true
}

// checkFinalizer looks at the type of SetFinalizer's second argument: a function that takes what the first is.
func checkFinalizer(fn, object *_type) {
	if fn.Kind() != abi.Func {
		badFinalizer("second argument is " + toRType(fn).string() + ", not a function")
	}
	f := fn.FuncType()
	if !f.IsVariadic() && f.InCount == 1 && finalizerAccepts(f.In(0), object) {
		return
	}
	why := "cannot pass " + toRType(object).string() + " to finalizer " + toRType(fn).string()
	if f.IsVariadic() {
		why += " because dotdotdot"
	}
	badFinalizer(why)
}

// finalizerAccepts: an object, which is a pointer, can be assigned to a parameter.
func finalizerAccepts(parameter, object *_type) bool {
	if parameter == object {
		return true
	}
	switch parameter.Kind() {
	case abi.Pointer:
		defined := parameter.Uncommon() != nil && object.Uncommon() != nil
		return !defined && parameter.Elem() == object.Elem()
	case abi.Interface:
		i := parameter.InterfaceType()
		return len(i.Methods) == 0 || assertE2I2(i, object) != nil
	}
	return false
}

// Cleanup names one call that AddCleanup has arranged.
type Cleanup struct {
	id  uint64
	ptr uintptr
}

// AddCleanup has cleanup(arg) called, by a goroutine of the runtime's, some time after what ptr points to is no longer
// reachable. An object may have several.
func AddCleanup[T, S any](ptr *T, cleanup func(S), arg S) Cleanup {
	ptr = abi.Escape(ptr)
	if ptr == nil {
		panic("runtime.AddCleanup: ptr is nil")
	}
	var argPtr unsafe.Pointer
	if kind := abi.TypeFor[S]().Kind(); kind == abi.Pointer || kind == abi.UnsafePointer {
		argPtr = *(*unsafe.Pointer)(unsafe.Pointer(&arg))
	}
	if !checkCleanup(unsafe.Pointer(ptr), argPtr, *(*unsafe.Pointer)(unsafe.Pointer(&cleanup))) {
		return Cleanup{}
	}
	own := arg // the closure has it: a variable beside it might lie in ptr's own block of tiny objects
	fn := func() { cleanup(own) }
	return addCleanup(unsafe.Pointer(ptr), *(*unsafe.Pointer)(unsafe.Pointer(&fn)))
}

// checkCleanup panics if the cleanup would keep its object alive. False: the object lives forever.
func checkCleanup(ptr, arg, fn unsafe.Pointer) bool {
	if ptr == arg {
		panic("runtime.AddCleanup: ptr is equal to arg, cleanup will never run")
	}
	base, size := findObjectC(uintptr(ptr))
	if base == 0 {
		if isVariable(uintptr(ptr)) {
			return false
		}
		panic("runtime.AddCleanup: ptr not in allocated block")
	}
	if uintptr(arg) >= base && uintptr(arg) < base+size && !objectIsTiny(base) {
		panic("runtime.AddCleanup: ptr is within arg, cleanup will never run")
	}
	if objectPointsTo(uintptr(fn), base, size) {
		panic("runtime.AddCleanup: cleanup function closes over ptr, cleanup will never run")
	}
	return true
}

func addCleanup(ptr, fn unsafe.Pointer) Cleanup {
	createCleanupGoroutines()
	id := specialAdd(uintptr(ptr), specialCleanup, abi.Escape(fn), nil, nil)
	KeepAlive(ptr)
	return Cleanup{uint64(id), uintptr(ptr)}
}

// Stop takes the call back, if it was not made yet.
func (c Cleanup) Stop() {
	if c.id != 0 {
		specialRemove(c.ptr, specialCleanup, c.id)
	}
}

//go:linkname internal_weak_runtime_registerWeakPointer weak.runtime_registerWeakPointer
func internal_weak_runtime_registerWeakPointer(p unsafe.Pointer) unsafe.Pointer {
	if h := weakHandle(uintptr(p)); h != nil {
		return h
	}
	if !inHeap(uintptr(p)) {
		// Never collected: any stable object will do.
		immortalLock.lock()
		defer immortalLock.unlock()
		h := immortalWeak[p]
		if h == nil {
			if immortalWeak == nil {
				immortalWeak = make(map[unsafe.Pointer]unsafe.Pointer)
			}
			h = newWeakHandle(p)
			immortalWeak[p] = h
		}
		return h
	}
	h := newWeakHandle(p)
	switch specialAdd(uintptr(abi.Escape(p)), specialWeak, nil, h, nil) {
	case 0:
		throw("weak: pointer not in allocated block")
	case -1: // someone else was quicker
		h = weakHandle(uintptr(p))
	}
	KeepAlive(p)
	return h
}

// newWeakHandle is a word that holds p until p's object dies. It is alive as long as that, so it must not be in the
// object's own block of tiny objects.
func newWeakHandle(p unsafe.Pointer) unsafe.Pointer {
	h := mallocgc(maxTinySize, nil, true)
	*(*uintptr)(h) = uintptr(p)
	return h
}

var immortalLock sleepLock

var immortalWeak map[unsafe.Pointer]unsafe.Pointer

//go:linkname internal_weak_runtime_makeStrongFromWeak weak.runtime_makeStrongFromWeak
func internal_weak_runtime_makeStrongFromWeak(u unsafe.Pointer) unsafe.Pointer {
	if u == nil {
		return nil
	}
	return unsafe.Pointer(atomic.Loaduintptr((*uintptr)(u)))
}

func blockUntilIdle(kind uintptr, timeout int64) bool {
	start := nanotimeC()
	for !specialsIdle(kind) {
		if timeout > 0 && nanotimeC()-start > timeout {
			return false
		}
		Gosched()
	}
	return true
}

func blockUntilEmptyFinalizerQueue(timeout int64) bool {
	return blockUntilIdle(specialFinalizer, timeout)
}

//go:linkname unique_runtime_blockUntilEmptyCleanupQueue unique.runtime_blockUntilEmptyCleanupQueue
func unique_runtime_blockUntilEmptyCleanupQueue(timeout int64) bool {
	return blockUntilIdle(specialCleanup, timeout)
}

//go:linkname sync_test_runtime_blockUntilEmptyCleanupQueue sync_test.runtime_blockUntilEmptyCleanupQueue
func sync_test_runtime_blockUntilEmptyCleanupQueue(timeout int64) bool {
	return blockUntilIdle(specialCleanup, timeout)
}

// A Pinner is a set of pinned objects. Objects never move, so pinning keeps them alive.
type Pinner struct{ refs []any }

// Pin keeps an object from being collected until Unpin.
func (p *Pinner) Pin(pointer any) { p.refs = append(p.refs, pointer) }

// Unpin unpins all pinned objects of the Pinner.
func (p *Pinner) Unpin() { p.refs = nil }

package runtime

import (
	"internal/abi"
	"internal/cpu"
	"internal/runtime/atomic"
	"internal/runtime/exithook"
	"internal/runtime/sys"
	"unsafe"
)

// From the first goroutine to the program's end; goroutines, threads and stopping the world; semaphores and what else
// packages sync and internal/poll wait by; coroutines. Drivers around the C steps of runtime/sched.c, world.c, sema.c and
// goroutine.c, which park the goroutine themselves.

//go:linkname main_main main.main
func main_main()

var mainStartedFlag bool
var runtimeInitTime int64

// main is the first goroutine. It runs the packages' initializers and then the program.
func main() {
	locked := true // as the C side made it
	defer func() {
		if locked { // an initializer panics, or calls Goexit
			unlockInit()
		}
	}()
	initStatic()
	initTypes()
	goargs()
	goenvs()
	cpuInit()
	parseGODEBUG()
	itabsinit()
	exithook.Gosched = Gosched
	exithook.Goid = func() uint64 { return uint64(getg().id) }
	exithook.Throw = throw
	runtimeInitTime = nanotimeC()
	mainStarted()
	newprocC(*(*unsafe.Pointer)(unsafe.Pointer(&timerGoroutineFn)), 0, true)
	doInit(3)
	doInit(0)
	mainStartedFlag = true
	locked = false
	unlockInit()
	main_main()
	waitForPanics()
	runExitHooks(0)
	exit(0)
}

// waitForPanics lets a panic of another goroutine end the process, once it is past its deferred calls.
func waitForPanics() {
	const rounds = 1000
	for i := 0; i < rounds && atomic.Load(&runningPanicDefers) != 0 && atomic.Load(&panicking) == 0; i++ {
		Gosched()
	}
	if atomic.Load(&panicking) != 0 {
		blockForever(waitPanic)
	}
}

// doInit calls the initializers of a program table: 3 of the linker, 0 of the packages. The two frames are gc's.
func doInit(which uintptr) { doInit1(which) }

//go:noinline
func doInit1(which uintptr) {
	p, n := programTable(which)
	for i := uintptr(0); i < n; i++ {
		code := *(*unsafe.Pointer)(add(p, i*8))
		fn := &code
		(*(*func())(unsafe.Pointer(&fn)))()
	}
}

var timerGoroutineFn func() = timerGoroutine

func runExitHooks(code int) { exithook.Run(code) }

var x86HasPOPCNT, x86HasSSE41, x86HasFMA, x86HasAVX bool

func cpuInit() {
	hashInit()
	cpu.Initialize(gogetenv("GODEBUG"))
	setLeafCPU()
	x86HasPOPCNT = cpu.X86.HasPOPCNT
	x86HasSSE41 = cpu.X86.HasSSE41
	x86HasFMA = cpu.X86.HasFMA
	x86HasAVX = cpu.X86.HasAVX
}

//go:linkname os_beforeExit os.runtime_beforeExit
func os_beforeExit(exitCode int) { runExitHooks(exitCode) }

//go:linkname syscall_Exit syscall.Exit
func syscall_Exit(code int) { exit(int32(code)) }

// The go statement.
//
//go:noinline
func newproc(fn func()) {
	p := *(*unsafe.Pointer)(unsafe.Pointer(&fn))
	if p == nil {
		throwC("go of nil func value", byProgramForAll)
	}
	newprocC(abi.Escape(p), sys.GetCallerPC(), false)
}

// Gosched lets other goroutines run first; the caller goes on after them.
func Gosched() { goschedC() }

func goyield() { goschedC() }

// GOMAXPROCS has n goroutines at most run at the same time, unless n < 1; it gives how many it was before.
func GOMAXPROCS(n int) int {
	old := procCount()
	if n <= 0 || n == old {
		return old
	}
	stopTheWorld()
	setProcsC(n)
	startTheWorld()
	return old
}

// SetDefaultGOMAXPROCS resets GOMAXPROCS to its default.
func SetDefaultGOMAXPROCS() { GOMAXPROCS(cpuCount()) }

// stopTheWorld returns with no other goroutine running, and the caller not preemptible. It must not wait
// until startTheWorld, and what it allocates does not start a collection.
func stopTheWorld() { stopTheWorldFor(&otherStops) }

// worldStops measures stops of one kind: until all has stopped, and in all. Written with the world stopped.
type worldStops struct {
	stopping, total timeHistogram
}

var gcStops, otherStops worldStops
var currentStop *worldStops
var currentStopSince int64

func stopTheWorldFor(reason *worldStops) {
	gp := getg()
	gp.locks++
	since := nanotimeC()
	for !worldStopC() { // someone else does
		gp.locks--
		goschedC()
		gp.locks++
		since = nanotimeC()
	}
	currentStop, currentStopSince = reason, since
	reason.stopping.record(nanotimeC() - since)
}

func startTheWorld() {
	currentStop.total.record(nanotimeC() - currentStopSince)
	worldStartC()
	getg().locks--
}

// A sleepLock is a mutual exclusion lock whose holder may allocate, and whose waiters sleep.
type sleepLock struct {
	state uint32 // 0 free, 1 held, 2 held and perhaps waited for
	sema  uint32
}

func (l *sleepLock) lock() {
	if atomic.Cas(&l.state, 0, 1) {
		return
	}
	for atomic.Xchg(&l.state, 2) != 0 {
		semacquire(&l.sema, false, waitSemacquire)
	}
}

func (l *sleepLock) unlock() {
	if atomic.Xchg(&l.state, 0) == 2 {
		semreleaseC(&l.sema, false)
	}
}

// NumCPU is on how many processors the system lets the process run.
func NumCPU() int { return cpuCount() }

// NumCgoCall is 0: there are no calls of C.
func NumCgoCall() int64 { return 0 }

// NumGoroutine counts the program's goroutines.
func NumGoroutine() int { return goroutineCount() }

// LockOSThread keeps the caller on its thread, and others off it, until as many calls of UnlockOSThread.
func LockOSThread() {
	if !lockThread() {
		panic("LockOSThread nesting overflow")
	}
}

// UnlockOSThread takes back one call of LockOSThread.
func UnlockOSThread() { unlockThread() }

func lockedOSThread() bool { return threadIsLocked() }

// KeepAlive does nothing, but until it is called x stays reachable.
//
//go:noinline
func KeepAlive(x any) {}

// Breakpoint stops in the debugger, if there is one.
func Breakpoint() { breakpoint() }

//tuco:asm rt_breakpoint
func breakpoint()

// procPin keeps the caller on its processor, whose number it returns, until procUnpin.
func procPin() int {
	getg().locks++
	return procID()
}

func procUnpin() { getg().locks-- }

//go:linkname sync_runtime_procPin sync.runtime_procPin
func sync_runtime_procPin() int { return procPin() }

//go:linkname sync_runtime_procUnpin sync.runtime_procUnpin
func sync_runtime_procUnpin() { procUnpin() }

//go:linkname sync_atomic_runtime_procPin sync/atomic.runtime_procPin
func sync_atomic_runtime_procPin() int { return procPin() }

//go:linkname sync_atomic_runtime_procUnpin sync/atomic.runtime_procUnpin
func sync_atomic_runtime_procUnpin() { procUnpin() }

var poolCleanup func()

//go:linkname sync_runtime_registerPoolCleanup sync.runtime_registerPoolCleanup
func sync_runtime_registerPoolCleanup(f func()) { poolCleanup = f }

// Semaphores. Wait reasons are those of runtime/runtime.h.
const (
	waitSemacquire = 8
	waitMutex      = 9
	waitRWMutexR   = 10
	waitRWMutex    = 11
	waitWaitGroup  = 12
	waitPanic      = 21

	waitWaitGroupDurable = 26
)

// cansemacquire takes one of the semaphore if that needs no waiting.
func cansemacquire(addr *uint32) bool {
	for n := atomic.Load(addr); n != 0; n = atomic.Load(addr) {
		if atomic.Cas(addr, n, n-1) {
			return true
		}
	}
	return false
}

func semacquire(addr *uint32, lifo bool, reason uintptr) {
	if !cansemacquire(addr) {
		semacquireC(abi.Escape(addr), lifo, reason)
	}
}

var lockWait int64 // ns that goroutines have waited for mutexes

func lockAcquire(addr *uint32, lifo bool, reason uintptr) {
	if !cansemacquire(addr) {
		since := nanotimeC()
		semacquireC(abi.Escape(addr), lifo, reason)
		atomic.Xaddint64(&lockWait, nanotimeC()-since)
	}
}

//go:linkname sync_runtime_Semacquire sync.runtime_Semacquire
func sync_runtime_Semacquire(addr *uint32) { semacquire(addr, false, waitSemacquire) }

//go:linkname sync_runtime_SemacquireWaitGroup sync.runtime_SemacquireWaitGroup
func sync_runtime_SemacquireWaitGroup(addr *uint32, synctestDurable bool) {
	reason := uintptr(waitWaitGroup)
	if synctestDurable {
		reason = waitWaitGroupDurable
	}
	semacquire(addr, false, reason)
}

//go:linkname sync_runtime_SemacquireRWMutexR sync.runtime_SemacquireRWMutexR
func sync_runtime_SemacquireRWMutexR(addr *uint32, lifo bool, skipframes int) {
	lockAcquire(addr, lifo, waitRWMutexR)
}

//go:linkname sync_runtime_SemacquireRWMutex sync.runtime_SemacquireRWMutex
func sync_runtime_SemacquireRWMutex(addr *uint32, lifo bool, skipframes int) {
	lockAcquire(addr, lifo, waitRWMutex)
}

//go:linkname internal_sync_runtime_SemacquireMutex internal/sync.runtime_SemacquireMutex
func internal_sync_runtime_SemacquireMutex(addr *uint32, lifo bool, skipframes int) {
	lockAcquire(addr, lifo, waitMutex)
}

//go:linkname poll_runtime_Semacquire internal/poll.runtime_Semacquire
func poll_runtime_Semacquire(addr *uint32) { semacquire(addr, false, waitSemacquire) }

//go:linkname sync_runtime_Semrelease sync.runtime_Semrelease
func sync_runtime_Semrelease(addr *uint32, handoff bool, skipframes int) { semreleaseC(addr, handoff) }

//go:linkname internal_sync_runtime_Semrelease internal/sync.runtime_Semrelease
func internal_sync_runtime_Semrelease(addr *uint32, handoff bool, skipframes int) {
	semreleaseC(addr, handoff)
}

//go:linkname poll_runtime_Semrelease internal/poll.runtime_Semrelease
func poll_runtime_Semrelease(addr *uint32) { semreleaseC(addr, false) }

//go:linkname internal_sync_runtime_canSpin internal/sync.runtime_canSpin
func internal_sync_runtime_canSpin(i int) bool { return canSpin(i) }

//go:linkname internal_sync_runtime_doSpin internal/sync.runtime_doSpin
func internal_sync_runtime_doSpin() { spin() }

//go:linkname sync_runtime_canSpin sync.runtime_canSpin
func sync_runtime_canSpin(i int) bool { return canSpin(i) }

//go:linkname sync_runtime_doSpin sync.runtime_doSpin
func sync_runtime_doSpin() { spin() }

//go:linkname internal_sync_nanotime internal/sync.runtime_nanotime
func internal_sync_nanotime() int64 { return nanotimeC() }

// sync.Cond.

type notifyList struct {
	wait   uint32
	notify uint32
	lock   uintptr
	head   unsafe.Pointer
	tail   unsafe.Pointer
}

//go:linkname notifyListAdd sync.runtime_notifyListAdd
func notifyListAdd(l *notifyList) uint32 { return atomic.Xadd(&l.wait, 1) - 1 }

//go:linkname notifyListWait sync.runtime_notifyListWait
func notifyListWait(l *notifyList, t uint32) { notifyWaitC(abi.Escape(l), t) }

//go:linkname notifyListNotifyAll sync.runtime_notifyListNotifyAll
func notifyListNotifyAll(l *notifyList) { notifyAllC(l) }

//go:linkname notifyListNotifyOne sync.runtime_notifyListNotifyOne
func notifyListNotifyOne(l *notifyList) { notifyOneC(l) }

//go:linkname notifyListCheck sync.runtime_notifyListCheck
func notifyListCheck(sz uintptr) {
	if sz != unsafe.Sizeof(notifyList{}) {
		throw("bad notifyList size")
	}
}

// Coroutines of iter.Pull.

// coro is the C side's Coroutine.
type coro struct {
	gp                   uintptr // the goroutine that waits: C memory
	f                    func(*coro)
	thread               uintptr
	lockDepth, initDepth uint32
}

func newcoro(f func(*coro)) *coro {
	c := new(coro)
	c.f = f
	start := func() { corostart(c) }
	coroNewC(c, abi.Escape(*(*unsafe.Pointer)(unsafe.Pointer(&start))), sys.GetCallerPC())
	return c
}

func corostart(c *coro) {
	getg().coroutine = unsafe.Pointer(c)
	defer coroexit(c)
	c.f(c)
}

func coroexit(c *coro) {
	getg().coroutine = nil
	coroExitC(c)
}

func coroswitch(c *coro) { coroSwitchC(c) }

// Calls by reflection. The frame may be large: room for it is made before the assembly copies it.

func reflectcall(stackArgsType *_type, fn, stackArgs unsafe.Pointer, stackArgsSize, stackRetOffset, frameSize uint32, regArgs *abi.RegArgs) {
	stackReserve(uintptr(frameSize) + 256)
	reflectcallAsm(stackArgsType, fn, stackArgs, stackArgsSize, stackRetOffset, frameSize, regArgs)
}

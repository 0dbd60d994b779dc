// Package runtime is the Go side of tuco's runtime: the functions compiled code calls by
// name, drivers around the steps of the C side (directory runtime/), and the public API.
//
// Functions without a body are C or assembly; the comment above each says which and how it is
// called (src/abi/calls.h).
package runtime

import (
	"internal/abi"
	"unsafe"
)

type _type = abi.Type
type interfacetype = abi.InterfaceType
type itab = abi.ITab
type ptrtype = abi.PtrType

type slice struct {
	array unsafe.Pointer
	len   int
	cap   int
}

type stringStruct struct {
	str unsafe.Pointer
	len int
}

type eface struct {
	_type *_type
	data  unsafe.Pointer
}

type iface struct {
	tab  *itab
	data unsafe.Pointer
}

func efaceOf(p *any) *eface { return (*eface)(unsafe.Pointer(p)) }

// A g is the C side's struct G, as far as Go reads it.
type g struct {
	stackLo, stackHi, stackguard    uintptr
	m                               unsafe.Pointer
	_panic                          *_panic
	_defer                          *_defer
	schedSP, schedPC, schedBP       uintptr
	schedCtx                        unsafe.Pointer
	schedRet                        uint64
	syscallSP, syscallPC, syscallBP uintptr
	sigPC, sigAddr                  uintptr
	sigCode                         int64
	sig                             uint32
	status                          uint32
	waitReason                      uint32
	locks                           uint32
	id, parentID, waitSince         int64
	startPC, creatorPC              uintptr
	startFn, next, allNext          unsafe.Pointer
	waiting, waitResult             unsafe.Pointer
	labels                          unsafe.Pointer
	coroutine                       unsafe.Pointer
	bubble                          *synctestBubble
	timer                           unsafe.Pointer
	system, preempt                 bool
	fipsIndicator, fipsBypass       uint8
	panicOnFault                    bool
	throwsplit                      bool
	runsProgram                     bool
}

//tuco:leaf rt_leaf_getg
func getg() *g

// Memory.

//go:noescape
//tuco:leaf rt_memmove
func memmove(to, from unsafe.Pointer, n uintptr)

//go:noescape
//tuco:leaf rt_memclr
func memclrNoHeapPointers(ptr unsafe.Pointer, n uintptr)

// Compiled code compares strings and memory by it.
//
//go:noescape
//tuco:leaf rt_memequal
//tuco:reads
func memequalLeaf(a, b unsafe.Pointer, n uintptr) bool

// Compiled code compares strings by it.
//
//go:noescape
//tuco:leaf rt_compare_strings
//tuco:reads
func compareStrings(a, b string) int

//go:noescape
//tuco:leaf rt_memhash
//tuco:reads
func memhashLeaf(p unsafe.Pointer, h, n uintptr) uintptr

//go:noescape
//tuco:leaf rt_malloc_fast
func mallocFast(size uintptr, typ *_type, needzero bool) unsafe.Pointer

//go:noescape
//tuco:system rt_malloc_slow
func mallocSlow(size uintptr, typ *_type, needzero bool) unsafe.Pointer

//tuco:leaf rt_round_up_size
func roundupsize(size uintptr, noPointers bool) uintptr

//tuco:system rt_persistent_alloc
func persistentAlloc(size uintptr) unsafe.Pointer

//tuco:leaf rt_in_heap
func inHeap(p uintptr) bool

//tuco:leaf rt_is_variable
func isVariable(p uintptr) bool

//tuco:system rt_object_is_tiny
func objectIsTiny(p uintptr) bool

//tuco:system rt_object_points_to
func objectPointsTo(p, base, size uintptr) bool

//tuco:system rt_is_pointer_word
func isPointerWord(p uintptr) bool

//tuco:system rt_find_object
func findObjectC(p uintptr) (base, size uintptr)

// Program tables.

//tuco:leaf rt_table
func programTable(which uintptr) (unsafe.Pointer, uintptr)

//tuco:leaf rt_types_range
func typesRange() (start, end uintptr)

//tuco:leaf rt_text_range
func textRange() (start, end uintptr)

//tuco:leaf rt_arguments
func programArguments() (argv unsafe.Pointer, argc uintptr)

//tuco:leaf rt_text_length
func textLength(p *byte) int

// Printing.

//go:noescape
//tuco:leaf print_bytes
func printBytes(p unsafe.Pointer, n int)

//tuco:leaf print_int
func printIntLeaf(v int64)

//tuco:leaf print_uint
func printUintLeaf(v uint64)

//tuco:leaf print_hex
func printHexLeaf(v uint64)

//tuco:leaf print_flush
func printFlush()

// Ends.

//go:noescape
//tuco:system rt_throw_go
func throwC(s string, by uintptr)

// Who made the mistake (runtime/panic.c).
const (
	byRuntime       = 0
	byProgram       = 1
	byProgramForAll = 2
)

//tuco:system rt_fatal_panic
func fatalPanicC(bubble *synctestBubble)

//tuco:system rt_exit
func exit(code int32)

//tuco:system rt_set_traceback
func setTracebackC(level int, crash bool)

// Panics.

//tuco:system rt_may_recover
func mayRecover(gopanicSP uintptr) bool

//tuco:system rt_recovery_target
func recoveryTarget(sp, pc uintptr) (resumePC, bp uintptr)

//tuco:asm rt_resume_frame
func resumeFrame(sp, pc, bp uintptr)

// Goroutines.

//tuco:system rt_newproc
func newprocC(fn unsafe.Pointer, creatorPC uintptr, system bool)

//tuco:system rt_goexit_done
func goexitDone()

//tuco:system rt_gosched
func goschedC()

//tuco:system rt_block_forever
func blockForever(reason uintptr)

//tuco:leaf rt_main_started
func mainStarted()

//tuco:leaf rt_goroutine_count
func goroutineCount() int

//tuco:system rt_set_procs
func setProcsC(n int) int

//tuco:leaf rt_procs
func procCount() int

//tuco:leaf rt_proc_id
func procID() int

//tuco:leaf rt_proc_random
func procRandom() unsafe.Pointer

//tuco:leaf rt_can_spin
func canSpin(round int) bool

//tuco:leaf rt_spin
func spin()

//tuco:system rt_lock_thread
func lockThread() bool

//tuco:leaf rt_unlock_thread
func unlockThread()

//tuco:leaf rt_unlock_init
func unlockInit()

//tuco:leaf rt_thread_is_locked
func threadIsLocked() bool

//tuco:system rt_exec_before
func execBefore()

//tuco:system rt_exec_after
func execAfter()

//tuco:system rt_set_max_threads
func setMaxThreadsC(n int) int

//tuco:system rt_world_stop
func worldStopC() bool

//tuco:system rt_world_start
func worldStartC()

//tuco:system rt_fatal_begin
func fatalBegin()

//tuco:system rt_cpu_count
func cpuCount() int

//tuco:system stack_reserve
func stackReserve(n uintptr)

//go:noescape
//tuco:asm rt_reflectcall
func reflectcallAsm(stackArgsType *_type, fn, stackArgs unsafe.Pointer, stackArgsSize, stackRetOffset, frameSize uint32, regArgs *abi.RegArgs)

//tuco:system rt_coro_new
func coroNewC(c *coro, fn unsafe.Pointer, creatorPC uintptr)

//go:noescape
//tuco:system rt_coro_switch
func coroSwitchC(c *coro)

//tuco:system rt_coro_exit
func coroExitC(c *coro)

// Channels. Element pointers may point into the caller's stack.

const (
	chanNo     = 0
	chanOK     = 1
	chanClosed = 2
	chanPanic  = 3

	selectWaited = 8 // selectFinish has to be called
)

//tuco:system rt_makechan
func makechanC(t *chantype, size int) *hchan

//go:noescape
//tuco:system rt_chan_send
func chanSend(c *hchan, elem unsafe.Pointer, block bool) uintptr

//go:noescape
//tuco:system rt_chan_recv
func chanRecv(c *hchan, elem unsafe.Pointer, block bool) uintptr

//tuco:system rt_chan_close
func chanClose(c *hchan) uintptr

//go:noescape
//tuco:leaf rt_chan_len
func chanLenC(c *hchan) int

//go:noescape
//tuco:leaf rt_chan_cap
func chanCapC(c *hchan) int

//tuco:system rt_select_finish
func selectFinish()

//go:noescape
//tuco:system rt_selectgo
func selectStep(cas0 *scase, order0 *uint16, nsends, nrecvs int, block bool) (int, uintptr)

// Semaphores, conditions, timers.

//tuco:system rt_semacquire
func semacquireC(addr *uint32, lifo bool, reason uintptr)

//tuco:system rt_semrelease
func semreleaseC(addr *uint32, handoff bool)

//tuco:system rt_notify_wait
func notifyWaitC(l *notifyList, ticket uint32)

//tuco:system rt_notify_all
func notifyAllC(l *notifyList)

//tuco:system rt_notify_one
func notifyOneC(l *notifyList)

//tuco:system rt_sleep
func sleepC(ns int64)

//tuco:system rt_timer_start
func timerStartC(t *timer)

//tuco:system rt_timer_stop
func timerStopC(t *timer) uintptr

//tuco:system rt_timer_reset
func timerResetC(t *timer, when, period int64) uintptr

//tuco:system rt_timer_next
func timerNextC(done *timer) *timer

//tuco:system rt_bubble_begin
func bubbleBeginC(b *synctestBubble)

//tuco:system rt_bubble_start
func bubbleStartC(fn unsafe.Pointer, creatorPC uintptr)

//tuco:system rt_bubble_idle
func bubbleIdleC()

//tuco:system rt_bubble_advance
func bubbleAdvanceC(b *synctestBubble) bool

//tuco:system rt_bubble_end
func bubbleEndC(b *synctestBubble)

//tuco:system rt_bubble_timer
func bubbleTimerC(done *timer) *timer

//tuco:system rt_bubble_wait
func bubbleWaitC() bool

//tuco:system rt_bubble_waited
func bubbleWaitedC()

//tuco:system rt_bubble_hold
func bubbleHoldC(b *synctestBubble, more int64)

//tuco:system rt_bubble_enter
func bubbleEnterC(b *synctestBubble)

//tuco:system rt_special_bubble
func bubbleSpecialC(p uintptr, id uint64, add bool) int

//tuco:system rt_nanotime
func nanotimeC() int64

//tuco:system rt_walltime
func walltimeC() (sec int64, nsec int64)

// Function table.

//go:noescape
//tuco:leaf rt_place
func placeOf(pc uintptr, out *placeInfo) bool

//go:noescape
//tuco:leaf rt_place_parent
func placeParent(p *placeInfo) bool

//tuco:leaf rt_func_name
func funcNameC(f *Func) *byte

//tuco:leaf rt_func_entry
func funcEntryC(f *Func) uintptr

//tuco:leaf rt_func_start_line
func funcStartLineC(f *Func) int

//go:noescape
//tuco:system rt_callers
func callersC(skip int, pcs *uintptr, max int) int

//go:noescape
//tuco:system rt_stack_text
func stackText(buf *byte, n int, all bool) int

//go:noescape
//tuco:system rt_goroutine_records
func goroutineRecordsC(records *goroutineRecord, max int, pcs *uintptr, room, depth int) (n, used int)

//go:noescape
//tuco:system rt_goroutine_counts
func goroutineCounts(byStatus *uint64) int

// Collector.

//tuco:system rt_gc
func gcC(forced bool)

//tuco:leaf rt_gc_wanted
func gcWanted() bool

//tuco:system rt_scavenge
func scavengeC()

//tuco:leaf rt_gc_cycle_count
func gcCycles() int64

//tuco:leaf rt_last_pause
func gcLastPause() (ns, end uint64)

//tuco:system rt_gc_period_wait
func gcPeriodWait()

//tuco:system rt_specials_queued
func specialsQueued() (finalizers, cleanups uint64)

//tuco:leaf rt_size_class_bytes
func sizeClassBytes(class int) int

//tuco:system rt_gc_percent
func gcPercent() int

//tuco:system rt_set_gc_percent
func setGCPercentC(percent int) int

//tuco:system rt_set_memory_limit
func setMemoryLimitC(limit int64) int64

//tuco:system rt_set_max_stack
func setMaxStackC(n int) int

//go:noescape
//tuco:system rt_heap_statistics
func heapStatisticsC(out *heapStatistics)

//tuco:system rt_special_add
func specialAdd(p uintptr, kind uintptr, fn, argument, objectType unsafe.Pointer) int64

//tuco:system rt_special_remove
func specialRemove(p uintptr, kind uintptr, id uint64) bool

//tuco:system rt_weak_handle
func weakHandle(p uintptr) unsafe.Pointer

//go:noescape
//tuco:system rt_latencies
func latenciesC(counts *uint64)

//tuco:leaf rt_time_bucket
func timeBucketC(ns int64) uint32

//go:noescape
//tuco:system rt_special_next
func specialNext(out *dueRecord, kind uintptr, done bool) bool

//tuco:system rt_specials_idle
func specialsIdle(kind uintptr) bool

// System.

//go:noescape
//tuco:system rt_write
func writeC(fd uintptr, p unsafe.Pointer, n int) int

//go:noescape
//tuco:system rt_random
func randomBytes(p unsafe.Pointer, n int)

//tuco:system rt_syscall
func syscallC(number, a, b, c, d, e uintptr) int

//tuco:system rt_signal_recv
func signalRecvC() uint32

//tuco:leaf rt_signals_idle
func signalsIdle() bool

//tuco:system rt_signal_set
func signalSet(sig uint32, what uintptr)

//tuco:system rt_ignore_sigsys
func ignoreSigsysC(ignore bool)

//tuco:system rt_signal_ignored
func signalIgnoredC(sig uint32) bool

//tuco:system rt_sigpipe
func sigpipeC()

//tuco:system rt_fork_before
func forkBefore()

//tuco:system rt_fork_after
func forkAfter()

//tuco:system rt_fork_child
func forkChild()

//tuco:system rt_poll_init
func pollInit()

//tuco:leaf rt_poll_is_descriptor
func pollIsDescriptor(fd uintptr) bool

//tuco:system rt_poll_open
func pollOpen(fd uintptr) (pd uintptr, errno int)

//tuco:system rt_poll_close
func pollClose(pd uintptr)

//tuco:system rt_poll_reset
func pollReset(pd uintptr, mode int) int

//tuco:system rt_poll_wait
func pollWait(pd uintptr, mode int, ignoreErrors bool) int

//tuco:system rt_poll_set_deadline
func pollSetDeadline(pd uintptr, d int64, mode int)

//tuco:system rt_poll_unblock
func pollUnblock(pd uintptr)

// Small helpers.

func add(p unsafe.Pointer, x uintptr) unsafe.Pointer { return unsafe.Pointer(uintptr(p) + x) }

func noescape(p unsafe.Pointer) unsafe.Pointer {
	x := uintptr(p)
	return unsafe.Pointer(x ^ 0)
}

// zeroVal is what maps and reflect give for missing values.
var zeroVal [abi.ZeroValSize]byte

func throw(s string) {
	throwC(s, byRuntime)
}

// fatal is throw for mistakes of the program. Panics that were on their way are shown, but none of their methods run.
func fatal(s string) {
	getg().locks++ // it stays on this thread, which C remembers as the one that reports
	fatalBegin()
	if p := getg()._panic; p != nil {
		markRepanics(p)
		printpanics(p)
		print("\t")
	}
	throwC(s, byProgram)
}

// gostringnocopy makes a string of NUL-terminated bytes that live forever.
func gostringnocopy(p *byte) string {
	if p == nil {
		return ""
	}
	return unsafe.String(p, textLength(p))
}

var escaped unsafe.Pointer

// escape has what p points to made on the heap: abi.EscapeNonString becomes calls of it. No pointer is 1, but only we know.
//
//go:noinline
func escape(p unsafe.Pointer) {
	if uintptr(p) == 1 {
		escaped = p
	}
}

// escapeContent does so with the pointers that lie at p.
//
//go:noinline
func escapeContent(p *unsafe.Pointer) {
	if uintptr(unsafe.Pointer(p)) == 1 {
		escaped = *p
	}
}

// haveHighResSleep is for time's tests; it is false on some Windows.
var haveHighResSleep = true

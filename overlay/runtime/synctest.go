package runtime

import (
	"internal/abi"
	"internal/runtime/sys"
	"unsafe"
)

// Bubbles of internal/synctest. Who is in one, and whether all who are wait, is counted in C (runtime/bubble.c); the
// goroutine that called Run moves its time on and runs its timers.

// A synctestBubble is the C side's struct Bubble.
type synctestBubble struct {
	id                     uint64
	now                    int64
	timers                 unsafe.Pointer
	root, main             unsafe.Pointer
	waiter, waking         unsafe.Pointer
	lock                   uint32
	total, running, active uint32
	waiting, done          bool
}

// Results of internal/synctest.associate, and what bubbleSpecialC gives.
const bubbleCurrent = 1

// A bubble's time begins at midnight UTC 2000-01-01.
const bubbleBegin = 946684800 * 1000000000

type synctestDeadlockError struct {
	reason string
	bubble *synctestBubble
}

func (e synctestDeadlockError) Error() string { return e.reason }

//go:linkname synctestRun internal/synctest.Run
func synctestRun(f func()) {
	if getg().bubble != nil {
		panic("synctest.Run called from within a synctest bubble")
	}
	b := abi.Escape(&synctestBubble{now: bubbleBegin})
	bubbleBeginC(b)
	defer bubbleEndC(b)
	bubbleStartC(abi.Escape(*(*unsafe.Pointer)(unsafe.Pointer(&f))), sys.GetCallerPC())
	for {
		runBubbleTimers()
		bubbleIdleC()
		if !bubbleAdvanceC(b) {
			break
		}
	}
	if b.total == 1 {
		return
	}
	reason := "deadlock: all goroutines in bubble are blocked"
	if b.done {
		reason = "deadlock: main bubble goroutine has exited but blocked goroutines remain"
	}
	panic(synctestDeadlockError{reason, b})
}

// runBubbleTimers runs what is due of the timers in the caller's bubble.
func runBubbleTimers() {
	for t := bubbleTimerC(nil); t != nil; t = bubbleTimerC(t) {
		t.f(t.arg, uintptr(t.seq), t.delta)
	}
}

//go:linkname synctestWait internal/synctest.Wait
func synctestWait() {
	if getg().bubble == nil {
		panic("goroutine is not in a bubble")
	}
	if !bubbleWaitC() {
		panic("wait already in progress")
	}
	bubbleWaitedC()
}

//go:linkname synctest_isInBubble internal/synctest.IsInBubble
func synctest_isInBubble() bool { return getg().bubble != nil }

//go:linkname synctest_acquire internal/synctest.acquire
func synctest_acquire() any {
	b := getg().bubble
	if b == nil {
		return nil
	}
	bubbleHoldC(b, 1)
	return b
}

//go:linkname synctest_release internal/synctest.release
func synctest_release(b any) { bubbleHoldC(b.(*synctestBubble), -1) }

//go:linkname synctest_inBubble internal/synctest.inBubble
func synctest_inBubble(b any, f func()) {
	if getg().bubble != nil {
		panic("goroutine is already bubbled")
	}
	bubbleEnterC(b.(*synctestBubble))
	defer bubbleEnterC(nil)
	f()
}

//go:linkname synctest_associate internal/synctest.associate
func synctest_associate(p unsafe.Pointer) int { return bubbleSpecialC(uintptr(p), getg().bubble.id, true) }

//go:linkname synctest_disassociate internal/synctest.disassociate
func synctest_disassociate(p unsafe.Pointer) { specialRemove(uintptr(p), specialBubble, 0) }

//go:linkname synctest_isAssociated internal/synctest.isAssociated
func synctest_isAssociated(p unsafe.Pointer) bool {
	return bubbleSpecialC(uintptr(p), getg().bubble.id, false) == bubbleCurrent
}

package runtime

import (
	"internal/abi"
	"unsafe"
)

// Clocks and timers. The heap of timers is C (runtime/timer.c); functions of timers run on one goroutine.

// Results of timerStopC and timerResetC.
const (
	timerActive = 1
	timerBusy   = 2
)

// A timer is the C side's struct Timer.
type timer struct {
	when, period int64
	f            func(arg any, seq uintptr, delta int64)
	arg          any
	seq          uint64
	channel      *hchan
	dueNext      *timer
	cfn          unsafe.Pointer
	gp           unsafe.Pointer
	slot, delta  int64
	state        uint64
	receivers    int64
	bubble       *synctestBubble
	order        uint64
}

// A timeTimer is a time.Timer or time.Ticker.
type timeTimer struct {
	c    unsafe.Pointer
	init bool
	timer
}

func timerGoroutine() {
	var done *timer
	for {
		t := timerNextC(done)
		done = t
		if t != nil {
			t.f(t.arg, uintptr(t.seq), t.delta)
		}
	}
}

func nanotime() int64 { return nanotimeC() }

//go:linkname time_runtimeNano time.runtimeNano
func time_runtimeNano() int64 {
	if b := getg().bubble; b != nil {
		return b.now
	}
	return nanotimeC()
}

//go:linkname time_now time.now
func time_now() (sec int64, nsec int32, mono int64) {
	s, n := walltimeC()
	return s, int32(n), nanotimeC()
}

// time_runtimeNow gives no monotonic time in a bubble: times from inside and outside do not compare.
//
//go:linkname time_runtimeNow time.runtimeNow
func time_runtimeNow() (sec int64, nsec int32, mono int64) {
	if b := getg().bubble; b != nil {
		return b.now / 1000000000, int32(b.now % 1000000000), 0
	}
	return time_now()
}

//go:linkname time_runtimeIsBubbled time.runtimeIsBubbled
func time_runtimeIsBubbled() bool { return getg().bubble != nil }

//go:linkname timeSleep time.Sleep
func timeSleep(ns int64) { sleepC(ns) }

//go:linkname newTimer time.newTimer
func newTimer(when, period int64, f func(arg any, seq uintptr, delay int64), arg any, c *hchan) *timeTimer {
	t := new(timeTimer)
	t.when, t.period = when, period
	t.f, t.arg = f, arg
	t.channel = c
	t.init = true
	t.bubble = getg().bubble
	timerStartC(abi.Escape(&t.timer))
	if t.bubble != nil {
		runBubbleTimers() // it may be due
	}
	return t
}

//go:linkname stopTimer time.stopTimer
func stopTimer(t *timeTimer) bool {
	if t.bubble != nil && getg().bubble == nil {
		fatal("stop of synctest timer from outside bubble")
	}
	for {
		if r := timerStopC(&t.timer); r != timerBusy {
			return r == timerActive
		}
		goschedC() // its function is sending the time right now
	}
}

//go:linkname resetTimer time.resetTimer
func resetTimer(t *timeTimer, when, period int64) bool {
	if t.bubble != nil && getg().bubble == nil {
		fatal("reset of synctest timer from outside bubble")
	}
	for {
		if r := timerResetC(&t.timer, when, period); r != timerBusy {
			if t.bubble != nil {
				runBubbleTimers()
			}
			return r == timerActive
		}
		goschedC()
	}
}

//go:linkname internal_poll_pollServerInit internal/poll.runtime_pollServerInit
func internal_poll_pollServerInit() { pollInit() }

//go:linkname poll_runtime_isPollServerDescriptor internal/poll.runtime_isPollServerDescriptor
func poll_runtime_isPollServerDescriptor(fd uintptr) bool { return pollIsDescriptor(fd) }

//go:linkname poll_runtime_pollOpen internal/poll.runtime_pollOpen
func poll_runtime_pollOpen(fd uintptr) (uintptr, int) { return pollOpen(fd) }

//go:linkname poll_runtime_pollClose internal/poll.runtime_pollClose
func poll_runtime_pollClose(pd uintptr) { pollClose(pd) }

//go:linkname poll_runtime_pollReset internal/poll.runtime_pollReset
func poll_runtime_pollReset(pd uintptr, mode int) int { return pollReset(pd, mode) }

//go:linkname poll_runtime_pollWait internal/poll.runtime_pollWait
func poll_runtime_pollWait(pd uintptr, mode int) int { return pollWait(pd, mode, false) }

//go:linkname poll_runtime_pollWaitCanceled internal/poll.runtime_pollWaitCanceled
func poll_runtime_pollWaitCanceled(pd uintptr, mode int) { pollWait(pd, mode, true) }

//go:linkname poll_runtime_pollSetDeadline internal/poll.runtime_pollSetDeadline
func poll_runtime_pollSetDeadline(pd uintptr, d int64, mode int) { pollSetDeadline(pd, d, mode) }

//go:linkname poll_runtime_pollUnblock internal/poll.runtime_pollUnblock
func poll_runtime_pollUnblock(pd uintptr) { pollUnblock(pd) }

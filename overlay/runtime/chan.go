package runtime

import (
	"internal/abi"
	"unsafe"
)

// Channels and select: drivers around the C steps of runtime/chan.c, which park the goroutine themselves.

type chantype = abi.ChanType

// hchan is the C side's struct Chan; len and cap are read by compiled code.
type hchan struct {
	qcount   uint
	dataqsiz uint
	buf      unsafe.Pointer
}

type scase struct {
	c    *hchan
	elem unsafe.Pointer
}

func makechan(t *chantype, size int) *hchan {
	const header = 104 // of the C side's struct
	if mem, ok := arraySize(t.Elem, size); !ok || mem > maxAlloc-header {
		panic(plainError("makechan: size out of range"))
	}
	if gcWanted() {
		collect(false)
	}
	return makechanC(t, size)
}

func chansend1(c *hchan, elem unsafe.Pointer) {
	if chanSend(c, elem, true) == chanPanic {
		panicSendClosed()
	}
}

func panicSendClosed() { panic(plainError("send on closed channel")) }

func chanrecv1(c *hchan, elem unsafe.Pointer) { chanRecv(c, elem, true) }

func chanrecv2(c *hchan, elem unsafe.Pointer) bool { return chanRecv(c, elem, true) == chanOK }

func closechan(c *hchan) {
	if c == nil {
		panic(plainError("close of nil channel"))
	}
	if chanClose(c) == chanPanic {
		panic(plainError("close of closed channel"))
	}
}

func selectnbsend(c *hchan, elem unsafe.Pointer) bool {
	switch chanSend(c, elem, false) {
	case chanNo:
		return false
	case chanPanic:
		panicSendClosed()
	}
	return true
}

func selectnbrecv(elem unsafe.Pointer, c *hchan) (selected, received bool) {
	r := chanRecv(c, elem, false)
	return r != chanNo, r == chanOK
}

// selectgo chooses among the cases, sends first. order0 has room for two entries a case.
func selectgo(cas0 *scase, order0 *uint16, pc0 *uintptr, nsends, nrecvs int, block bool) (int, bool) {
	if nsends+nrecvs > 1<<16 {
		throw("select: too many cases")
	}
	i, r := selectStep(cas0, order0, nsends, nrecvs, block)
	if r&selectWaited != 0 {
		selectFinish()
		r &^= selectWaited
	}
	if r == chanPanic {
		panicSendClosed()
	}
	return i, r == chanOK
}

// block is select{}.
func block() { blockForever(6) }

func chanlen(c *hchan) int { return chanLenC(c) }
func chancap(c *hchan) int { return chanCapC(c) }

//go:linkname reflect_makechan reflect.makechan
func reflect_makechan(t *chantype, size int) *hchan { return makechan(t, size) }

//go:linkname reflect_chansend reflect.chansend0
func reflect_chansend(c *hchan, elem unsafe.Pointer, nb bool) bool {
	switch chanSend(c, elem, !nb) {
	case chanNo:
		return false
	case chanPanic:
		panicSendClosed()
	}
	return true
}

//go:linkname reflect_chanrecv reflect.chanrecv
func reflect_chanrecv(c *hchan, nb bool, elem unsafe.Pointer) (selected, received bool) {
	r := chanRecv(c, elem, !nb)
	return r != chanNo, r == chanOK
}

//go:linkname reflect_chanlen reflect.chanlen
func reflect_chanlen(c *hchan) int { return chanLenC(c) }

//go:linkname reflectlite_chanlen internal/reflectlite.chanlen
func reflectlite_chanlen(c *hchan) int { return chanLenC(c) }

//go:linkname reflect_chancap reflect.chancap
func reflect_chancap(c *hchan) int { return chanCapC(c) }

//go:linkname reflect_chanclose reflect.chanclose
func reflect_chanclose(c *hchan) { closechan(c) }

// runtimeSelect is reflect's description of a case.
type runtimeSelect struct {
	dir int // 1 send, 2 receive, 3 default
	typ unsafe.Pointer
	ch  *hchan
	val unsafe.Pointer
}

//go:linkname reflect_rselect reflect.rselect
func reflect_rselect(cases []runtimeSelect) (int, bool) {
	const send, receive, otherwise = 1, 2, 3
	// selectgo wants the sends first; places says which case each was.
	steps, places := make([]scase, 0, len(cases)), make([]int, 0, len(cases))
	fallback := -1
	for i, c := range cases {
		switch c.dir {
		case send:
			steps, places = append(steps, scase{c.ch, c.val}), append(places, i)
		case otherwise:
			fallback = i
		}
	}
	sends := len(steps)
	for i, c := range cases {
		if c.dir == receive {
			steps, places = append(steps, scase{c.ch, c.val}), append(places, i)
		}
	}
	all := len(steps)
	switch {
	case all > 0:
		order := make([]uint16, 2*all)
		if chosen, ok := selectgo(&steps[0], &order[0], nil, sends, all-sends, fallback < 0); chosen >= 0 {
			return places[chosen], ok && chosen >= sends
		}
	case fallback < 0:
		block()
	}
	return fallback, false
}

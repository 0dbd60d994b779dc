package runtime

import (
	"internal/abi"
	"internal/runtime/math"
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
	mem, overflow := math.MulUintptr(t.Elem.Size_, uintptr(size))
	if overflow || mem > maxAlloc-96 || size < 0 {
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
	if len(cases) == 0 {
		block()
	}
	sel := make([]scase, len(cases))
	orig := make([]int, len(cases))
	nsends, nrecvs, dflt := 0, 0, -1
	for i := range cases {
		rc := &cases[i]
		j := 0
		switch rc.dir {
		case 3:
			dflt = i
			continue
		case 1:
			j = nsends
			nsends++
		case 2:
			nrecvs++
			j = len(cases) - nrecvs
		}
		sel[j] = scase{rc.ch, rc.val}
		orig[j] = i
	}
	if nsends+nrecvs == 0 {
		return dflt, false
	}
	if nsends+nrecvs < len(cases) {
		copy(sel[nsends:], sel[len(cases)-nrecvs:])
		copy(orig[nsends:], orig[len(cases)-nrecvs:])
	}
	order := make([]uint16, 2*(nsends+nrecvs))
	chosen, recvOK := selectgo(&sel[0], &order[0], nil, nsends, nrecvs, dflt == -1)
	if chosen < 0 {
		return dflt, false
	}
	return orig[chosen], recvOK && chosen >= nsends
}

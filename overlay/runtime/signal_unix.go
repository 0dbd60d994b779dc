package runtime

// What faults become.

// sigpanic is what a fault in Go code looks as if it had called.
func sigpanic() {
	gp := getg()
	addressed := false // sigAddr is known to be what was accessed; the processor does not tell of non-canonical addresses
	switch gp.sig {
	case sigBUS:
		addressed = gp.sigCode == busAddressError
	case sigSEGV: // code 0: it was made up by the program
		addressed = gp.sigCode == 0 || gp.sigCode == segvNotMapped || gp.sigCode == segvNoAccess
	case sigFPE:
		switch gp.sigCode {
		case fpeDivide:
			panicdivide()
		case fpeOverflow:
			panicoverflow()
		}
		panicfloat()
	default:
		throw("unexpected signal value")
	}
	if addressed && gp.sigAddr < 0x1000 {
		panicmem()
	}
	if gp.panicOnFault {
		panicmemAddr(gp.sigAddr)
	}
	print("unexpected fault address ", hexValue(gp.sigAddr), "\n")
	throw("fault")
}

const (
	sigBUS, sigFPE, sigSEGV     = 7, 8, 11
	busAddressError             = 2
	fpeDivide, fpeOverflow      = 1, 2
	segvNotMapped, segvNoAccess = 1, 2
)

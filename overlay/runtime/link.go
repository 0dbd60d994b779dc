package runtime

import "unsafe"

// Services that other packages of the standard library pull in by linkname: system calls and fork,
// signals, FIPS indicators.

//tuco:asm runtime.entersyscall
func entersyscall()

//tuco:asm runtime.exitsyscall
func exitsyscall()

func entersyscallblock() { throw("runtime.entersyscallblock: not supported yet") }

//go:linkname syscall_runtime_BeforeFork syscall.runtime_BeforeFork
func syscall_runtime_BeforeFork() { forkBefore() }

//go:linkname syscall_runtime_AfterFork syscall.runtime_AfterFork
func syscall_runtime_AfterFork() { forkAfter() }

//go:linkname syscall_runtime_AfterForkInChild syscall.runtime_AfterForkInChild
//go:nosplit
func syscall_runtime_AfterForkInChild() { forkChild() }

//go:linkname syscall_runtime_BeforeExec syscall.runtime_BeforeExec
func syscall_runtime_BeforeExec() { execBefore() }

//go:linkname syscall_runtime_AfterExec syscall.runtime_AfterExec
func syscall_runtime_AfterExec() { execAfter() }

//go:linkname syscall_cgocaller syscall.cgocaller
func syscall_cgocaller(fn unsafe.Pointer, args ...uintptr) uintptr {
	throw("syscall.cgocaller: no cgo")
	return 0
}

//go:linkname syscall_runtime_doAllThreadsSyscall syscall.runtime_doAllThreadsSyscall
func syscall_runtime_doAllThreadsSyscall(trap, a1, a2, a3, a4, a5, a6 uintptr) (r1, r2, err uintptr) {
	throw("syscall.AllThreadsSyscall: not supported yet")
	return
}

// os.

//go:linkname os_sigpipe os.sigpipe
func os_sigpipe() { sigpipeC() }

//go:linkname ignoreSIGSYS os.ignoreSIGSYS
func ignoreSIGSYS() { ignoreSigsysC(true) }

//go:linkname restoreSIGSYS os.restoreSIGSYS
func restoreSIGSYS() { ignoreSigsysC(false) }

// os/signal.

//go:linkname signal_recv os/signal.signal_recv
func signal_recv() uint32 {
	for {
		if s := signalRecvC(); s != 0 {
			return s
		}
	}
}

//go:linkname signal_enable os/signal.signal_enable
func signal_enable(s uint32) { signalSet(s, 1) }

//go:linkname signal_disable os/signal.signal_disable
func signal_disable(s uint32) { signalSet(s, 0) }

//go:linkname signal_ignore os/signal.signal_ignore
func signal_ignore(s uint32) { signalSet(s, 2) }

//go:linkname signal_ignored os/signal.signal_ignored
func signal_ignored(s uint32) bool { return signalIgnoredC(s) }

//go:linkname signalWaitUntilIdle os/signal.signalWaitUntilIdle
func signalWaitUntilIdle() {
	for !signalsIdle() {
		Gosched()
	}
}

// crypto.

//go:linkname fips_getIndicator crypto/internal/fips140.getIndicator
func fips_getIndicator() uint8 { return getg().fipsIndicator }

//go:linkname fips_setIndicator crypto/internal/fips140.setIndicator
func fips_setIndicator(indicator uint8) { getg().fipsIndicator = indicator }

//go:linkname fips140_setBypass crypto/fips140.setBypass
func fips140_setBypass() { getg().fipsBypass = 1 }

//go:linkname fips140_unsetBypass crypto/fips140.unsetBypass
func fips140_unsetBypass() { getg().fipsBypass = 0 }

//go:linkname fips140_isBypassed crypto/fips140.isBypassed
func fips140_isBypassed() bool { return getg().fipsBypass != 0 }

//go:linkname dit_setEnabled crypto/subtle.setDITEnabled
func dit_setEnabled() bool { return false }

//go:linkname dit_setDisabled crypto/subtle.setDITDisabled
func dit_setDisabled() {}


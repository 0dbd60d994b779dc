// In place of syscall_linux_gc.go, whose functions are in assembly: system calls that do not fail.

package unix

//go:uintptrkeepalive
//go:nosplit
func SyscallNoError(trap, a1, a2, a3 uintptr) (r1, r2 uintptr) {
	r1, r2, _ = Syscall(trap, a1, a2, a3)
	return r1, r2
}

//go:uintptrkeepalive
//go:nosplit
func RawSyscallNoError(trap, a1, a2, a3 uintptr) (r1, r2 uintptr) {
	r1, r2, _ = RawSyscall(trap, a1, a2, a3)
	return r1, r2
}

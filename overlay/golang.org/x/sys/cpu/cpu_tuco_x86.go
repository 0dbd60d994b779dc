// In place of cpu_gc_x86.go, whose functions are in assembly.

//go:build amd64

package cpu

import _ "unsafe"

//go:linkname cpuid internal/cpu.cpuid
func cpuid(eaxArg, ecxArg uint32) (eax, ebx, ecx, edx uint32)

//go:linkname xgetbv internal/cpu.xgetbv
func xgetbv() (eax, edx uint32)

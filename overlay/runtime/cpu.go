package runtime

import "internal/cpu"

//tuco:leaf rt_set_cpu
func setCPU(features uint32)

// setLeafCPU tells the C side which instructions it may use (runtime/vector.h has the bits).
func setLeafCPU() {
	var features uint32
	for i, has := range [...]bool{cpu.X86.HasAVX2, cpu.X86.HasBMI1 && cpu.X86.HasBMI2, cpu.X86.HasADX && cpu.X86.HasBMI2, cpu.X86.HasAVX && cpu.X86.HasFMA,
		cpu.X86.HasAVX512 && cpu.X86.HasAVX512VPCLMULQDQ} {
		if has {
			features |= 1 << i
		}
	}
	setCPU(features)
}

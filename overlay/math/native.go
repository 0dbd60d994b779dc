package math

// The generic code gives other last bits than gc's assembly; this is C that gives the same (runtime/math_leaf.c).

const (
	haveArchExp = true
	haveArchLog = true
)

//tuco:leaf rt_math_exp
//tuco:reads
func archExp(x float64) float64

//tuco:leaf rt_math_log
//tuco:reads
func archLog(x float64) float64

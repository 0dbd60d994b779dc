#include "funcdata.h"
#include "textflag.h"

// func Upper(s string) string
TEXT ·Upper(SB), NOSPLIT, $0-32
	JMP	·upper(SB)

/* Syscall is
   that of package syscall */
TEXT ·Syscall(SB),NOSPLIT,$0-56
	JMP	syscall·Syscall(SB)

TEXT ·Add(SB), $40-40
	GO_ARGS
	NO_LOCAL_POINTERS
	MOVL a+0(FP), AX
	MOVL AX, 0(SP)
	MOVQ b+8(FP), AX
	MOVQ AX, 8(SP)
	MOVSD c+16(FP), X0
	MOVSD X0, 16(SP)
	CALL ·add(SB)
	MOVQ 24(SP), AX
	MOVQ AX, x+24(FP)
	MOVSD 32(SP), X0
	MOVSD X0, y+32(FP)
	RET

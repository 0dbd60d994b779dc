// The overlay archive and the runtime's object, inside tuco.
	.section .rodata
	.balign 16
	.globl tuco_overlay_start, tuco_overlay_end, tuco_runtime_start, tuco_runtime_end
tuco_overlay_start:
	.incbin "build/overlay.tar"
tuco_overlay_end:
	.balign 16
tuco_runtime_start:
	.incbin RUNTIME_OBJECT
tuco_runtime_end:
	.section .note.GNU-stack,"",@progbits

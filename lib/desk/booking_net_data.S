/* What the nets learned, as t/booking/learn wrote it: see booking_net.c for the layout. */
	.section .rodata
	.balign 64
	.globl booking_net_data
	.hidden booking_net_data
booking_net_data:
	.incbin "lib/desk/booking_net.bin"
booking_net_end:
	.balign 8
	.globl booking_net_bytes
	.hidden booking_net_bytes
booking_net_bytes:
	.quad booking_net_end - booking_net_data
	.section .note.GNU-stack,"",%progbits

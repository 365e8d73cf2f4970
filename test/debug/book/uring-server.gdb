ptype struct io_uring_cqe
whatis requests
p sizeof(requests)
p requests[3][0]
p sqes
whatis sqes
p sizeof(*sqes)
whatis sq_tail
p sq_tail
p sq_mask
break make_rings
continue
next
next
next
next
p ring_fd
p p.sq_entries
whatis p.sq_off
p size > 0
whatis size
finish
p sq_mask
p *sq_tail
p *cq_head
p/x cq_mask
step
bt
info args
step
info args
p opcode
p/x opcode
finish

break try_port
continue
info args
next 4
p to
p/x to
p to.sin_port
p/x to.sin_port
p to.sin_addr.s_addr == 0x100007f
next
p fd
finish
continue
p port
p/x port
p/t port
p/o port
p port / 256
p port % 256
p (port & 255) << 8 | port >> 8
p port == 36895
up
p address.sin_port
p/x address.sin_port
step
step
finish

break try_connect
continue
bt
info args
p when
p *when
p *when@6
p to
p *to
p to->sin_port
p/x to->sin_port
p to->sin_family
ptype to
whatis to
whatis *to
whatis to->sin_addr
ptype to->sin_addr
next 3
p result
p fd
up
info locals
p &address
p address.sin_addr.s_addr
p/x address.sin_addr.s_addr
p/d address.sin_addr.s_addr
p/t address.sin_port
p/o address.sin_port
down
finish
ignore 1 1
continue
p when
info breakpoints
clear try_connect
info breakpoints
finish
next
next

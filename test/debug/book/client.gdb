break die
next
continue
p fd
next 3
p server
next
info locals
continue
bt
info args
p call
up
p server.sin_port
p/x server.sin_port
p server.sin_zero
ptype server
down
finish
kill
info threads
info inferiors

break watch
continue
info args
next
next
p event
p/x event
p event.data
p event.data.fd
ptype event
whatis event.data.fd
whatis event.data
next
p event.data
next
finish
next
tbreak accept
info breakpoints
@client
continue
bt
finish
next
p ready[0]
p ready[0].data.fd
p ready[0].events
p i
p count
info locals
next
finish
bt

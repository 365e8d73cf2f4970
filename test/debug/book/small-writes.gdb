break connected
continue
bt
info args
p *client_fd
next
next
next
p length
whatis length
ptype length
p address.sin_family
p/x address.sin_addr
next
finish
next
p fd
next
delete 2
tbreak 64
continue
p request
p &request
p sizeof(request)
whatis request
p name
p *name@3
p once
tbreak send_in_two
continue
bt
info args
up
info args
p i
whatis before
ptype before
p sizeof before
down
finish
tbreak send_at_once
delete
break send_at_once
continue
bt
next
p parts
p parts[0]
p parts[1].iov_len
whatis parts
ptype parts
p/x parts[1].iov_len
p *parts
p parts[0].iov_base == request
finish

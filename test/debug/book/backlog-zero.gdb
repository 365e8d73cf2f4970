next 3
p/x address.sin_port
p address
next
p server_fd
whatis server_fd
next 2
info line
break 19 if i == 2
info breakpoints
continue
p i
info locals
next 2
next
next
p client
p client.events
p/x client.events
p/t client.events
whatis client.events
ptype client
p sizeof(client)
p client.fd == fd
p &client.fd
next
p ready
x/2xh &client.events
x/8xb &client
x/2dw &client

# server.c: a breakpoint behind a call that waits for a client; what was read; structs of the headers.
break main
run
next
p server_fd
next
next
next
next
next
p address
p/x address
p address.sin_port
p/x address.sin_port
p address.sin_addr.s_addr
x/16xb &address
p sizeof(address)
p/x (unsigned short)((address.sin_port >> 8) | (address.sin_port << 8))
whatis address
break 54
info breakpoints
@client
continue
p client_fd
next
p n
p buffer[0]
p/c buffer[0]@3
p/d buffer[0]
x/s buffer
p n > 0 && buffer[n-1] == '\n'
next
next
next
next
@client
continue
p client_fd
delete 2
tbreak 60
continue
p n
bt
finish
info display
kill

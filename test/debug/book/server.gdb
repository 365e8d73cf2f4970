catch syscall socket
continue
bt
continue
next
info breakpoints
tbreak accept
info symbol response
info address response
p response[5]@4
next 3
p &address
p &address.sin_addr
p (struct sockaddr *)&address
p *(struct sockaddr *)&address
p (long)&address == (long)&address.sin_family
p address == address
p -address
p address + 1
p nosuch + 1
p server_fd[0]
p server_fd.x
p address.nosuch
p *server_fd
p server_fd = 5
p server_fd += 2
p server_fd++
p server_fd
p --server_fd
set var server_fd = 3
info locals

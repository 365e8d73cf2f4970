break serve
break 48
continue
p server_fd
next 0
info breakpoints
@client
next
p client_fd
next
next
p child > 0
whatis child
ptype child
next
next
info line 59
info threads
info inferiors
delete 2
p response
p response[0]@15
p &response
p *response@4
p sizeof response
p response + 9
p *(response + 9)@3
p &response[9]

break 23
continue
p request
p request[0]
p/x request[0]@4
p sizeof(request)
set print elements 10
p request
set print elements 200
show print elements
p &request
p *request@5
x/3c request
x/4xw request
x/s request
p request[2999]
set var request[3] = 'z'
p request
p request[3]
p/c request[3]
p/d request[3]
set var request[3] = 97
next
info line
tbreak 28
continue
p client_fd > 0
next 2

break 26
continue
p request
p *request
p request[5]
p *request@10
p connected
p fd
ptype request
next 2
next
p limit
ptype struct timeval
whatis limit
p limit.tv_usec
p &limit
set var limit.tv_sec = 1
p limit
p limit.tv_sec = 0
set var limit.tv_usec = 1000
p/x limit
next
next
p n
p answer == 0
p &answer[0] == answer
next
next
p client_fd
next
p n
p answer[0]@14
info locals

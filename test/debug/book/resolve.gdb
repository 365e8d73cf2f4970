next 4
p hints
p hints.ai_family
p hints.ai_socktype == 1
p &hints
p hints.ai_next
ptype struct addrinfo
whatis hints.ai_addrlen
ptype hints.ai_addr
p failed
break 24
continue
next
p list == one
p one->ai_family
p *one->ai_addr
p one->ai_next == 0
p sizeof(host)
whatis port

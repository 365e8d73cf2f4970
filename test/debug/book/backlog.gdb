break report
tbreak 36
continue
info breakpoints
continue
p client
p client[1]
p client[0].fd
p client[1]@2
p *client@2
p client[3].events
p &client[1]
p &client[1].fd
p *&client[1]
p sizeof(client)/sizeof(client[0])
ptype client
whatis client
whatis client[0]
whatis &client[0]
p/x client[0]
continue
bt
info args
p number
p/x events
p events & 4
up
info locals
p i
p client[i].revents
down
finish
continue 2
info breakpoints
bt
finish
delete 2
tbreak accept
info breakpoints
advance 44
p client_fd

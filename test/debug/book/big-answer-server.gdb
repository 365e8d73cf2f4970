ptype struct client
whatis struct client
p sizeof(struct client)
break 104
continue
p body[0]
p body[0]@13
p server_fd
p sizeof(body)
whatis body
p/x address.sin_addr
p address.sin_zero
x/s body
x/2s body
next
p epoll_fd
next 2
p event
p event.data
p event.data.ptr
p event.events
whatis event.events
ptype struct epoll_event
ptype union epoll_data
whatis event.data
break go_on
break leave if client->sent > 0
break welcome
info breakpoints
@client
continue
bt
info args
next 3
p fd
p client
next 2
finish
next
next
continue
p *client
p &client->answer
p client->answer[0]@4
p/x client->fd
p (char)65
p client->answer
p client->header + 3
p client->total
p sizeof client->answer
info args
display client->fd
display/x client->total
info display
undisplay 1
info display
delete display 2
delete

break 61
continue
p watched[0]
p watched[1]
p watched
p watched[3]@2
p sizeof(watched)
p sizeof(watched)/sizeof(*watched)
p watched[0].events
p/x watched[0].events
ptype watched
whatis watched
whatis watched[0].revents
p &watched[2]
p *(watched + 1)
info locals
x/2dw watched
x/4dh watched
x/6dw &watched[1]
break serve
@client
continue
next
p watched[0]
p watched[0].revents & 1
info locals
next
next
next
p client_fd
p i
next
next
next
p watched[1]
bt
delete

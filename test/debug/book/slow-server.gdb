next 7
p/x address
info line 34
tbreak 38
@client
continue
p client_fd
next
p n
p buffer[0]@16
x/s buffer
next
next
bt
next

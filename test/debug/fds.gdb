# fds.c: system calls step by step, and where they are caught.
# prints: three sockets: 3 4 5 | closed 4 | the next socket: 4 | dup(3) = 6 | after close(3), fd 6 still has the socket | close(99): Bad file descriptor
start
next 3
p a
p b
p a + b == 7
next
next
next
next
p d
watch d
info watchpoints
delete 2
next
next
p/x e
tbreak 30
continue
p a
watch total
continue

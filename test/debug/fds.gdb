# fds.c: system calls step by step, and where they are caught.
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

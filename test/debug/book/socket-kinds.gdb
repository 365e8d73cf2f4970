break try_socket
continue
info args
p text
p domain
continue
continue
info args
next
p fd
next
next
condition 2 protocol == 999
continue
info args
p protocol
condition 2 text[0] == '9'
info breakpoints
continue
p text
bt
bt 1
bt -1
bt full
where
backtrace 5
info stack
frame 1
frame 0
frame 7
p domain == 9999 && type == 1
finish
step
info breakpoints

tbreak 31
continue
p served
p client_fd
p fd
watch served
continue
continue
info watchpoints
watch served if served == 5
info watchpoints
delete 3
continue
p served
delete
break 36 if served == 8
ignore 5 0
continue
p served
info breakpoints
condition 5 served > 9
ignore 5 3
info breakpoints
continue
p served
info breakpoints
tbreak 36 if served == 20
continue
p served
delete
until 22
next
next

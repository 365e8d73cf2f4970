next 3
p a
info locals
catch syscall dup
catch syscall close
info breakpoints
continue
bt 1
continue
info breakpoints
delete 2
continue
delete 3
next

break 30
condition 2 i == 2
continue
p i
p fd
p client_fd
info locals
next
p n
whatis n
p/x n
p n < 0
display i
display n
display/x n
next
next
info display
undisplay
info display
info breakpoints
disable 2
info breakpoints
enable 2
delete 7
condition 2 nosuch
condition 2
info breakpoints

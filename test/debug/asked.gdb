# server.c: what a reader asks for beside the steps, in short forms too, and what gdb says to mistakes.
info frame
info args
b nosuch
b 9999
tb main
i b
r
whatis sizeof(int)
ptype socklen_t
ptype in_addr_t
whatis struct sockaddr_in
ptype uint16_t
n
n

p nosuch
p 1 +
p server_fd = 7
set var server_fd = 3
p server_fd
output server_fd
display server_fd
display/x server_fd
n
undisplay 2
n
condition 9 server_fd
condition 1
ignore 9 2
delete 99
disable 99
watch nosuch
frame 7
up
down
finish
until 9999
thread 4
catch syscall nosuch
catch syscall accept
info breakpoints
catch syscall read write
catch syscall
info breakpoints
help nosuch
frobnicate
list 3,5
l main
info line 12
info nosuch
help nosuch

break work
info line work
list work
list 10,14
list 12
list
list prefork-server.c:5
list 9999
list nosuch
list work,main
info source
tbreak prefork-server.c:50
tbreak 9999
tbreak nosuch
tbreak nosuch.c:4
info breakpoints
next 2
info locals
p response
p/x response[0]
p/c response[0]@4
delete 4
undisplay 9
frame 3
up
up 5
down
finish
frame function main

next
p port
p/x port
p &port
whatis port
ptype port
x/2xb &port
x/xh &port
x/dh &port
x/uh &port
p port == 8080
p port / 256
break print_bytes
continue
bt
info args
p label
p start
p count
whatis start
ptype start
whatis count
p *start
p *(char *)start
p/x *(unsigned char *)start@2
p *(unsigned short *)start
next 2
next
p byte[0]
p i
next
next
info locals
tbreak 10
continue
continue
info args
p count
x/16xb start
p *(struct sockaddr_in *)start
p ((struct sockaddr_in *)start)->sin_port
p/x ((struct sockaddr_in *)start)->sin_family
finish

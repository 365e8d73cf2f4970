p address
whatis address
p &address
p sizeof address
ptype address
p &address.sin_port
p &address.sin_addr
p *&address
p address.nosuch
p address->sin_port
watch address.sin_port
continue
continue
p address
p/x address.sin_port
info watchpoints
delete 2
break 47
continue
p first
p/d first
whatis first
p buffer[0]@5
p buffer
next 2
next
p rest
tbreak 55
continue
p rest
p n

break try
continue
info args
p name
p type
next
p end
p/x end
p &end[1]
p end[0] < end[1]
p *end@2
next 2
p message
p message[99]
p sizeof message
p message[0]@20
x/5c message
x/2s message
x/10xb message
x/3uh message
x/2xg message
x/2dg message
x/2tw message
x/2ow message
x
whatis message
ptype message
whatis &message
whatis &message[0]
next 2
finish
continue
p name
bt
info breakpoints

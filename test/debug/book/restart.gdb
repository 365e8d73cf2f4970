break start
continue
bt
info args
next
finish
p $
continue
info args
finish
p $$
p $$2
up
tbreak on_port
continue
bt
info args
finish
p $
ptype $
whatis $
p $.sin_port
info breakpoints

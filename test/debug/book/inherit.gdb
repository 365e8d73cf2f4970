break look
continue
info args
p fd
p argc
up
info args
p argc
p argv
p argv[0][0]
p *argv == argv[0]
whatis argv
ptype argv
whatis argv[0]
whatis *argv[0]
p argc > 1
down
finish
continue
info breakpoints
delete 2
finish
tbreak 34
continue

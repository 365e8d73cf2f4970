next 7
p/x address
break write_all
tbreak 36
@client
continue
p client_fd
continue
bt
info args
p *bytes
p *bytes@4
p bytes
p bytes[3]
p count
whatis count
whatis bytes
p/x count
p count > 10 && bytes[0] == 'G'
p/c bytes[0]
p/x bytes[0]@4
p/d bytes[0]
x/s bytes
x/3xb bytes
watch count
continue
continue
info watchpoints
bt
continue
info breakpoints

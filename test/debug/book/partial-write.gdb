p data[0]
p data[0]@3
p &data
p sizeof data
whatis data
break 64
continue
p small
p &small
p fd
next
p taken > 0
whatis taken
next 2
tbreak write_all
continue
bt
info args
p count
p *bytes
p bytes[0]@5
p bytes == data
p bytes > data
p bytes - data == taken
p count + taken
next
next
p n
next
next
next

p address_name
p option_name
p option_number
p address_name[1]
p *address_name
p &option_number
p &option_number[1]
p sizeof(option_name)
whatis address_name
ptype option_number
whatis option_number[0]
p option_name[2][3]
break bound
continue
bt 2
info args
p where
up
p a
p b
info args
frame 1
info locals
p address_name[a]
down 1
finish
next
next
p second
p said
info locals
tbreak 39
condition 3 option != 0
info breakpoints
continue
p said
continue
p option
info breakpoints
delete 2
until 32
until
advance 41

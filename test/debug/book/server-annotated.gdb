list
list -
list 1,3
next
tbreak accept
continue
bt
up
p sizeof(response)
p response[0]

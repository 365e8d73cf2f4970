# byte-order.c: the bytes of a number in memory and on the wire.
start
info args
list 1,4
next
bt
kill
info locals
next

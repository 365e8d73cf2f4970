# loop.c: conditions, counts, enabling, until, finish from further out.
break mark if i == 3
tbreak main
run
info breakpoints
next
next
next
next
next
continue
bt
finish
next
next
ignore 1 2
condition 1
continue
p i
p seen
info breakpoints
disable
tbreak 20
continue
p sum
next
next
next
next
until
until
next
next
next
next
next
next
info locals
next
next

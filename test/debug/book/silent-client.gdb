tbreak 26
continue
info locals
p silent
p asking
p silent < asking
next
next
next
p limit
next
next
p i
break 40
condition 3 i == 1
info breakpoints
until
next

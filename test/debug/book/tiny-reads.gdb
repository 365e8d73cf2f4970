break count_reads
continue
bt
info args
next 2
p total
p piece
p buffer[0]@0
next
p n
next
next
p calls
finish
p $
p $ + 1
p $$
p $1
p $2
p $99
info line 16
break 18 if calls == 400
continue
continue
p calls
p total
p buffer[0]
info breakpoints
watch calls
continue
continue
delete
finish
p calls

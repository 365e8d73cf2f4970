p $nosuch
set var $x = 5
p $x
p $x * 2
p $x++
p $x
set $y = $x + 1
p $y
tbreak 31
continue
p request
whatis began
p clients
p sizeof clients
next
next
p clients[0]
step 2
bt
info args

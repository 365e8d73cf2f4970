# shapes.c: a watchpoint on a local variable ends with its function.
break square
run
next
watch r
continue
info breakpoints
delete
watch numbers
tbreak 36
continue

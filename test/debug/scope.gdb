# shapes.c: a watchpoint on a local variable ends with its function.
# prints: sum 30
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

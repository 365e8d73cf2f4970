# threads.c: a breakpoint in a thread, its number, and turning from one to another.
break work
run
bt 1
thread
info args
next
next
p id
p total
thread 9
thread 2
thread apply 2 bt 1
continue
thread
p *(int *)arg
delete
tbreak 19
continue
p total
info threads
continue
info threads

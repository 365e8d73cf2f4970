# bind-twice.c: stepping into one's own functions and over the library's.
start
step
step
bt
info args
finish
step
up
down
kill
bt

# bind-twice.c: stepping into one's own functions and over the library's.
# prints: 127.0.0.1:8080                         ok
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

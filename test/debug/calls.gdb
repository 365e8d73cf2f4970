# calls.c: functions of the program and of the library, called from the prompt.
p add(1, 2)
break 63
run
p add(1, 2)
p add(numbers[0], at.x) * 2
p calls
p wide(3)
p half(3)
p half(3.5)
p third(1)
p length("hello")
p fib(15)
p mirrored(at)
p mirrored(at).x
p twice("xy")
p note(7)
call note(8)
call add(2, 3)
p calls
whatis add(1, 2)
ptype mirrored(at)
p sizeof(add(1, 2))
p calls
p add(1)
p add(1, 2, 3)
p ntohs(36895)
p (unsigned short)ntohs(36895)
p (int)strlen("abc")
p nosuch(1)
p at(1)
p numbers[add(0, 1)]
set var at.x = add(40, 2)
p at.x
p calls
next
info locals
break add
p add(5, 6)
bt 1
finish

# shapes.c: frames, values of every type, steps, watchpoints, displays.
info locals
print total
break sum
info breakpoints
run
bt
info args
watch count
info watchpoints
delete 2
next
next
step
bt
up
info locals
p s
down
finish
p $
p $1
watch total
continue
continue
info watchpoints
delete 3
tbreak 37
continue
p one
p/x one
p p
p *p
p p->name
p &p->at
p numbers
p numbers[1]@2
p/x numbers
p text
p byte
p/c byte
p/t byte
p/o byte
p/d 'A'
p big
p half
p half*3
p paint
p (enum color)6
p r > 10 && total != 3
p sizeof(struct shape)
p &numbers
p *numbers@2
p argc
p argv[0] != 0
p -7 / 2
p 7 % 3 << 2
p 1 ? 2 : 3
p "text"
p (char)65
p p->at.y + numbers[3]
whatis p
whatis p->at
whatis numbers
whatis &numbers[0]
whatis r+big
ptype p
ptype struct point
ptype main
ptype paint
whatis square
p square
p &square
p &total
x/4dw numbers
x/2xg numbers
x/6cb text
x/s text
x/s one.name
x
x/8xb &one
x/3uh &one
p nosuch
p 1/0
p *1
p numbers.x
p p->nosuch
foo
delete 99
frame 7
up
set var r = 26
p r
p r = 27
p r++
p r--
set var $mine = 5
p $mine * 2
p $
p $$2
display r
display/x total
info display
next
next
next
next
next
undisplay 1
list
list 1,5
list square
list
until 44
next
frame
info breakpoints
condition 1 count > 100
info breakpoints
disable 1
next
next
info breakpoints

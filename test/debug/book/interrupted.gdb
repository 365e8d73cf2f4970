p alarms
whatis alarms
ptype alarms
break client_after
break on_alarm
continue
info args
p *address
p/x *address
whatis address
finish
next
info locals
continue
bt 1
p number
info args
up
watch alarms
continue
p alarms
info breakpoints

p response
p sizeof(response)
p stopping
whatis stopping
ptype stopping
whatis response
break on_term
info line die
break 92
continue
p action.sa_flags
p on_term
p *on_term
p on_term == action.__sigaction_handler.sa_handler
next 3
p on
p &on
tbreak serve
@client
continue
info args
next
p limit
p limit.tv_sec
whatis limit.tv_sec
ptype limit
next 2
step
bt
next
p have
next
next
p n
p/x n
next 2
next
p have
p buffer[0]@3
p n > 0 ? 1 : 2
finish

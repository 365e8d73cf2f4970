tbreak 23
continue
p message
p message[0]
p sizeof(message)
next
next
next
p message
p received
next
p received
p received[0]@5
p/x received
p/d received
p/c received[0]
p/s received
p &received
p *received@3
x/s received
x/8xb received
x/5cb received
x/4dw received
p received[0] == 'f'
p "abc"
p message[1] = 'X'
p message
set var message[0] = 'Y'
p message
p message == received
p sizeof(message) + 1
call 5
call message
p &message[2]
p *(&message[2])

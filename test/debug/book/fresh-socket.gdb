break report
continue
bt
info args
p call
p result
p/x result
p -1
p/x -1
p 5/2
p 5.0/2
p 5%3
p 1==1
p 3>2 && 2>3
p !3
p ~3
p 1<<4
p 'a'
p 'a'+1
p "abc"
p sizeof("abc")
p "abc"[1]
p 10/0
p 0x10
p 010
p 1.5
p 1.5f
p 3.0
p 1e10
p 100000000000
p 4294967295
p 2147483648
p -5/2
p (char)66
p (unsigned char)200
p (short)70000
p/c 65
p/x 65
p/t 10
p/o 8
p/d 0x10
p/u -1
p/a 0
p/f 1
p/f 3
p/x 1.5
p/s 5
p/z 5
p/i 5
p/2x 5
p 1,2
p (1+2)*3
p 7 @ 2
p &5
p *5
p 1 +
p )
p (int
p 08
p 'ab'
p "ab
continue
p call
p result
up
p/d byte
p/x byte
p &fd
p *&fd
down
delete
finish

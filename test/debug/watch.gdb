# watch.c: watchpoints on members, elements and through pointers; conditions with texts.
watch first.value
watch table[2]
break 32
run
info watchpoints
watch second->value
continue
continue
info watchpoints
delete 1
delete 4
watch second->name
continue
info watchpoints
delete 5
continue
info breakpoints
continue
p table
p total
delete
break weigh if factor == 2

continue
bt
next
watch sum if sum > 200
watch i
ignore 9 1
info watchpoints
continue
p i
continue
info watchpoints
continue
continue
continue
next
info watchpoints
rwatch total
awatch total
watch 5
watch nosuch
watch total * 2
watch total
tbreak 39
continue
continue
delete
watch second->name[0]
continue
p second->name
continue
kill
delete
break weigh if $_streq(text, "cd")
break weigh if text[0] == 'a'
run
info args
continue
info args
p $_streq(text, "cd")
p $_strlen(text)
break 18 if nosuch > 1
condition 11 text == 0
info breakpoints

// The rows of the calls that few programs about sockets make, in the notation of syscall-table.ts.
//
// Source: man-pages 6, section 2; errors as a real Linux 6.18 answered.

/** Who a process is, how it is scheduled, what it sets for itself; timers and signals with values. */
const PROCESS_ROWS = `
setreuid(ruid: uint, euid: uint)
  Sets the real and the effective user of a process.
  = 0
  ! EPERM EINVAL

setregid(rgid: uint, egid: uint)
  Sets the real and the effective group of a process.
  = 0
  ! EPERM EINVAL

setresuid(ruid: uint, euid: uint, suid: uint)
  Sets the real, the effective and the saved user of a process.
  = 0
  ! EPERM EINVAL

setresgid(rgid: uint, egid: uint, sgid: uint)
  Sets the real, the effective and the saved group of a process.
  = 0
  ! EPERM EINVAL

getresuid(ruid: ptr, euid: ptr, suid: ptr)
  Tells the real, the effective and the saved user of a process.
  = 0
  ! EFAULT

getresgid(rgid: ptr, egid: ptr, sgid: ptr)
  Tells the real, the effective and the saved group of a process.
  = 0
  ! EFAULT

getgroups(size: int, list: ptr)
  Lists the groups that a process is in besides its own.
  = how many there are
  ! EINVAL EFAULT

setgroups(size: int, list: ptr)
  Sets the groups that a process is in besides its own.
  = 0
  ! EPERM EINVAL EFAULT

rt_sigqueueinfo(pid: int, sig: enum:signal, info: ptr)
  Sends a signal to a process, and a value with it.
  = 0
  ! ESRCH EPERM EINVAL EFAULT EAGAIN

rt_tgsigqueueinfo(tgid: int, tid: int, sig: enum:signal, info: ptr)
  Sends a signal to a thread, and a value with it.
  = 0
  ! ESRCH EPERM EINVAL EFAULT EAGAIN

sigaltstack(ss: ptr, old_ss: ptr)
  Names a stack on which handlers of signals run.
  = 0
  ! EINVAL ENOMEM EFAULT

timer_create(clockid: enum:clock, sevp: ptr, timerid: ptr)
  Makes a timer that sends a signal.
  = 0
  ! EINVAL EFAULT EAGAIN

timer_settime(timerid: int, flags: flags:timer, new: itimerspec-in, old: itimerspec-out)
  Starts or stops a timer.
  = 0
  ! EINVAL EFAULT

timer_gettime(timerid: int, cur: itimerspec-out)
  Tells how long it is until a timer fires.
  = 0
  ! EINVAL EFAULT

timer_getoverrun(timerid: int)
  Tells how often a timer fired while its signal waited.
  = how often
  ! EINVAL

timer_delete(timerid: int)
  Takes a timer away.
  = 0
  ! EINVAL

clock_settime(clockid: enum:clock, tp: timespec-in)
  Sets a clock.
  = 0
  ! EPERM EINVAL EFAULT

sched_setparam(pid: int, param: ptr)
  Sets the priority of a task under its scheduling policy.
  = 0
  ! EINVAL EPERM ESRCH EFAULT

sched_getparam(pid: int, param: ptr)
  Tells the priority of a task under its scheduling policy.
  = 0
  ! EINVAL ESRCH EFAULT

sched_setscheduler(pid: int, policy: int, param: ptr)
  Sets the scheduling policy of a task and its priority.
  = 0
  ! EINVAL EPERM ESRCH EFAULT

sched_getscheduler(pid: int)
  Tells the scheduling policy of a task.
  = the policy
  ! EINVAL ESRCH

sched_get_priority_max(policy: int)
  Tells the highest priority of a scheduling policy.
  = the priority
  ! EINVAL

sched_get_priority_min(policy: int)
  Tells the lowest priority of a scheduling policy.
  = the priority
  ! EINVAL

sched_rr_get_interval(pid: int, tp: timespec-out)
  Tells how long a task may keep its CPU while others want it.
  = 0
  ! EINVAL ESRCH EFAULT

sched_setaffinity(pid: int, cpusetsize: size, mask: ptr)
  Says on which CPUs a task may run.
  = 0
  ! EINVAL EPERM ESRCH EFAULT

sched_getaffinity(pid: int, cpusetsize: size, mask: ptr)
  Tells on which CPUs a task may run.
  = how many bytes of the set were written
  ! EINVAL ESRCH EFAULT

getcpu(cpu: ptr, node: ptr) vdso
  Tells on which CPU the task is.
  = 0
  ! EFAULT

getpriority(which: int, who: int)
  Tells how nice a process, a group or a user is.
  = 20 less the nice value
  ! EINVAL ESRCH

setpriority(which: int, who: int, prio: int)
  Makes a process, a group or a user nicer, or less so.
  = 0
  ! EINVAL ESRCH EACCES EPERM

prctl(option: int, arg2: ptr, arg3: ptr, arg4: ptr, arg5: ptr)
  Sets something of the calling process or tells of it: its name, its signal when the parent ends.
  = depends on the option
  ! EINVAL EFAULT EPERM

personality(persona: uint)
  Asks for the ways of another system.
  = the persona before

sysinfo(info: ptr)
  Tells how long the machine has run, its memory and how many processes there are.
  = 0
  ! EFAULT

sethostname(name: ptr, len: size)
  Names the machine.
  = 0
  ! EPERM EINVAL EFAULT

setdomainname(name: ptr, len: size)
  Names the machine's NIS domain.
  = 0
  ! EPERM EINVAL EFAULT

chroot(path: path)
  Makes a directory the root of all names for a process.
  = 0
  ! EPERM ENOENT ENOTDIR EFAULT

unshare(flags: uint)
  Gives a process a namespace of its own.
  = 0
  ! EPERM EINVAL

setns(fd: fd, nstype: int)
  Moves a process into a namespace.
  = 0
  ! EPERM EBADF EINVAL

mlock(addr: ptr, len: size)
  Keeps pages in memory.
  = 0
  ! ENOMEM EPERM EINVAL

munlock(addr: ptr, len: size)
  Lets pages be swapped out again.
  = 0
  ! ENOMEM EINVAL

mlockall(flags: int)
  Keeps all pages of a process in memory.
  = 0
  ! EINVAL ENOMEM EPERM

munlockall()
  Lets all pages of a process be swapped out again.
  = 0

membarrier(cmd: int, flags: uint)
  Makes all CPUs see each other's writes.
  = 0, or for a query which commands there are
  ! EINVAL
`;

/** Files: what is told of them, memory without a name, moves inside the kernel, attributes. */
const FILE_ROWS = `
statx(dirfd: fd, pathname: path, flags: flags:at, mask: uint, statxbuf: ptr)
  Tells what stat(2) tells, in a larger struct.
  = 0
  ! ENOENT EACCES ENOTDIR EBADF EINVAL EFAULT

statfs(path: path, buf: ptr)
  Tells of the file system that a file is in.
  = 0
  ! ENOENT ENOTDIR EACCES EFAULT

fstatfs(fd: fd, buf: ptr)
  Tells of the file system that an open file is in.
  = 0
  ! EBADF EFAULT

memfd_create(name: path, flags: uint)
  Makes a file that lies in memory and has no name.
  = a descriptor for it
  ! EINVAL EFAULT EMFILE

close_range(first: uint, last: uint, flags: uint)
  Closes all descriptors of a range.
  = 0
  ! EINVAL

copy_file_range(fd_in: fd, off_in: ptr, fd_out: fd, off_out: ptr, len: size, flags: uint)
  Copies bytes from one file to another inside the kernel.
  = how many bytes were copied
  ! EBADF EINVAL EISDIR EFAULT ENOSPC

tee(fd_in: fd, fd_out: fd, len: size, flags: flags:splice) sleeps
  Copies what waits in a pipe into another one.
  = how many bytes were copied
  ! EAGAIN EBADF EINVAL

vmsplice(fd: fd, iov: iovec-in, nr_segs: size, flags: flags:splice) sleeps
  Puts pieces of the program's memory into a pipe, or takes what waits in one.
  = how many bytes were moved
  ! EAGAIN EBADF EFAULT EINVAL

msgget(key: int, msgflg: int)
  Finds a queue of messages by its key, or makes one.
  = the queue's number
  ! EACCES EEXIST ENOENT ENOSPC

msgsnd(msqid: int, msgp: ptr, msgsz: size, msgflg: int) sleeps
  Puts a message with a type into a queue, and sleeps while there is no room.
  = 0
  ! EACCES EAGAIN EFAULT EIDRM EINTR EINVAL

msgrcv(msqid: int, msgp: ptr, msgsz: size, msgtyp: offset, msgflg: int) sleeps
  Takes a message of a type out of a queue, and sleeps while there is none.
  = the message's length
  ! E2BIG EACCES EFAULT EIDRM EINTR EINVAL ENOMSG

msgctl(msqid: int, cmd: int, buf: ptr)
  Says what a queue is like, changes its owner, or removes it.
  = 0
  ! EACCES EFAULT EIDRM EINVAL EPERM

semget(key: int, nsems: int, semflg: int)
  Finds a set of semaphores by its key, or makes one.
  = the set's number
  ! EACCES EEXIST EINVAL ENOENT ENOSPC

semop(semid: int, sops: ptr, nsops: size) sleeps
  Changes semaphores of a set, all or none, and sleeps until that can be done.
  = 0
  ! E2BIG EACCES EAGAIN EFAULT EFBIG EIDRM EINTR EINVAL ERANGE

semtimedop(semid: int, sops: ptr, nsops: size, timeout: timespec-in) sleeps
  Like semop, with a limit of time.
  = 0
  ! E2BIG EACCES EAGAIN EFAULT EFBIG EIDRM EINTR EINVAL ERANGE

semctl(semid: int, semnum: int, cmd: int, arg: ptr)
  Reads or sets a semaphore, says what a set is like, or removes it.
  = by the command, the value that was asked for or 0
  ! EACCES EFAULT EIDRM EINVAL EPERM ERANGE

shmget(key: int, size: size, shmflg: int)
  Finds memory to share by its key, or makes some.
  = the segment's number
  ! EACCES EEXIST EINVAL ENOENT ENOMEM ENOSPC

shmat(shmid: int, shmaddr: ptr, shmflg: int)
  Puts shared memory into the program's.
  = the address of the first byte
  ! EACCES EIDRM EINVAL ENOMEM

shmdt(shmaddr: ptr)
  Takes shared memory out of the program's.
  = 0
  ! EINVAL

shmctl(shmid: int, cmd: int, buf: ptr)
  Says what shared memory is like, changes its owner, or removes it when nobody has it any more.
  = 0
  ! EACCES EFAULT EIDRM EINVAL EPERM

mq_open(name: path, oflag: flags:open, mode: mode, attr: ptr)
  Opens a queue of messages by name, or makes one.
  = a descriptor for it
  ! EACCES EEXIST EFAULT EINVAL EMFILE ENAMETOOLONG ENOENT

mq_unlink(name: path)
  Takes a queue's name away.
  = 0
  ! EFAULT ENAMETOOLONG ENOENT EPERM

mq_timedsend(mqdes: fd, msg_ptr: buf-in, msg_len: size, msg_prio: uint, abs_timeout: timespec-in) sleeps
  Puts a message with a priority into a queue, and sleeps while there is no room.
  = 0
  ! EAGAIN EBADF EFAULT EINTR EINVAL EMSGSIZE ETIMEDOUT

mq_timedreceive(mqdes: fd, msg_ptr: buf-out, msg_len: size, msg_prio: ptr, abs_timeout: timespec-in) sleeps
  Takes the oldest message of the highest priority out of a queue, and sleeps while there is none.
  = the message's length
  ! EAGAIN EBADF EFAULT EINTR EINVAL EMSGSIZE ETIMEDOUT

mq_notify(mqdes: fd, sevp: ptr)
  Asks for a signal when a message comes into an empty queue.
  = 0
  ! EBADF EBUSY EFAULT EINVAL

mq_getsetattr(mqdes: fd, newattr: ptr, oldattr: ptr)
  Says what a queue is like, and changes whether its descriptor waits.
  = 0
  ! EBADF EFAULT EINVAL

inotify_init()
  Makes a descriptor from which events about files are read.
  = the new descriptor
  ! EMFILE

inotify_init1(flags: int)
  Makes a descriptor from which events about files are read.
  = the new descriptor
  ! EINVAL EMFILE

inotify_add_watch(fd: fd, pathname: path, mask: uint)
  Watches a file or directory, or changes what is watched for.
  = the number of the watch
  ! EACCES EBADF EEXIST EFAULT EINVAL ENOENT ENOTDIR

inotify_rm_watch(fd: fd, wd: int)
  Watches a file no longer.
  = 0
  ! EBADF EINVAL

pidfd_open(pid: int, flags: flags:pidfdopen)
  Makes a descriptor for a process, which becomes readable when the process ends.
  = the new descriptor
  ! EINVAL EMFILE ESRCH

pidfd_send_signal(pidfd: fd, sig: enum:signal, info: ptr, flags: uint)
  Sends a signal to the process that a descriptor stands for.
  = 0
  ! EBADF EINVAL EPERM ESRCH

pidfd_getfd(pidfd: fd, targetfd: fd, flags: uint)
  Makes a descriptor for what another process has open.
  = the new descriptor
  ! EBADF EINVAL EMFILE EPERM ESRCH

epoll_pwait2(epfd: fd, events: epoll-events-out, maxevents: int, timeout: timespec-in, sigmask:
    sigset-in, sigsetsize: size) sleeps
  Like epoll_pwait, with a time that has nanoseconds.
  = how many events were written; 0 when the time is up
  ! EBADF EFAULT EINTR EINVAL

fallocate(fd: fd, mode: uint, offset: offset, len: offset)
  Makes room in a file.
  = 0
  ! EBADF EINVAL EOPNOTSUPP ESPIPE

fadvise64(fd: fd, offset: offset, len: size, advice: int)
  Says how a file will be read.
  = 0
  ! EBADF EINVAL ESPIPE

readahead(fd: fd, offset: offset, count: size)
  Reads a part of a file into the page cache.
  = 0
  ! EBADF EINVAL

syncfs(fd: fd)
  Writes what waits for one file system to its disk.
  = 0
  ! EBADF

sync_file_range(fd: fd, offset: offset, nbytes: offset, flags: uint)
  Writes a part of a file to its disk.
  = 0
  ! EBADF EINVAL ESPIPE

mknodat(dirfd: fd, pathname: path, mode: mode, dev: uint)
  Makes a file, a named pipe or a device, by a name relative to a directory.
  = 0
  ! EEXIST ENOENT EACCES EPERM EINVAL EBADF EFAULT

renameat2(olddirfd: fd, oldpath: path, newdirfd: fd, newpath: path, flags: uint)
  Gives a file another name, and may refuse where there is one.
  = 0
  ! ENOENT EEXIST EACCES EINVAL ENOTDIR EFAULT

fchownat(dirfd: fd, pathname: path, owner: int, group: int, flags: flags:at)
  Gives a file to another user or group, by a name relative to a directory.
  = 0
  ! ENOENT EPERM EACCES EBADF EFAULT

kcmp(pid1: int, pid2: int, type: int, idx1: uint, idx2: uint)
  Asks whether two processes share something, or whether two descriptors are one open file.
  = 0 for the same; 1 or 2 for what comes before or behind; 3 for different
  ! ESRCH EPERM EBADF EINVAL

getdents(fd: fd, dirp: ptr, count: size)
  Lists the names in a directory as before getdents64: the kind of file stands in an entry's last byte.
  = how many bytes were written; 0 after the last name
  ! ENOTDIR EBADF EINVAL EFAULT

lchown(pathname: path, owner: int, group: int)
  Gives a symbolic link to another user or group.
  = 0
  ! ENOENT EPERM EACCES EFAULT

fchmodat(dirfd: fd, pathname: path, mode: mode)
  Sets the permissions of a file, by a name relative to a directory.
  = 0
  ! ENOENT EPERM EACCES EBADF EFAULT
`;

/** The twelve calls on extended attributes: a path, a link or a descriptor first. */
const ATTRIBUTE_ROWS = [
  ['set', 'name: path, value: ptr, size: size, flags: int', 'Sets an extended attribute of a file'],
  ['get', 'name: path, value: ptr, size: size', 'Tells an extended attribute of a file'],
  ['list', 'list: ptr, size: size', 'Lists the extended attributes of a file'],
  ['remove', 'name: path', 'Takes an extended attribute away from a file'],
].flatMap(([verb, rest, words]) =>
  [
    ['', 'path: path', ''],
    ['l', 'path: path', ' or of a link'],
    ['f', 'fd: fd', ' that is open'],
  ].map(
    ([letter, first, more]) =>
      `${letter}${verb}xattr(${first}, ${rest})\n  ${words}${more}.\n  = 0, or how many bytes\n  ! EOPNOTSUPP ENOENT EBADF EFAULT`,
  ),
);

export const RARE_ROWS = [PROCESS_ROWS.trim(), FILE_ROWS.trim(), ...ATTRIBUTE_ROWS].join('\n\n');

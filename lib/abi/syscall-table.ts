// The rows of the system call table, in the notation that syscalls.ts reads.
//
// A row is the call with what each argument means, then `sleeps` where the call may put its task
// to sleep, or `vdso` where a real program need not ask the kernel; one sentence for the reader;
// after `=` what it returns; after `!` the errors it gives.
//
// Source: man-pages 6, section 2; errors as a real Linux 6.18 answered.

export const SYSCALL_ROWS = `
read(fd: fd, buf: buf-out, count: size) sleeps
  Copies bytes that have arrived from a descriptor into the program's memory, and sleeps while
    there are none.
  = how many bytes were copied, at most count; 0 at the end of the data
  ! EAGAIN EBADF EFAULT EINTR ECONNRESET ENOTCONN EINVAL EISDIR

write(fd: fd, buf: buf-in, count: size) sleeps
  Copies bytes from the program's memory to a descriptor, and sleeps while there is no room for
    them.
  = how many bytes the kernel took, which may be fewer than count
  ! EAGAIN EBADF EPIPE ECONNRESET EFAULT EINTR EINVAL ENOSPC

open(pathname: path, flags: flags:open, mode: mode) sleeps
  Opens a file by name and makes a descriptor for it.
  = the new descriptor, the lowest number that is free
  ! ENOENT EACCES EEXIST EISDIR ENOTDIR EMFILE EINVAL EFAULT

close(fd: fd) sleeps
  Gives a descriptor back; the last one to an open socket ends the connection.
  = 0
  ! EBADF EINTR

stat(pathname: path, statbuf: stat-out)
  Says what kind of file a name stands for and how large it is.
  = 0
  ! ENOENT EACCES ENOTDIR EFAULT

fstat(fd: fd, statbuf: stat-out)
  Says what kind of file a descriptor stands for and how large it is.
  = 0
  ! EBADF EFAULT

lstat(pathname: path, statbuf: stat-out)
  Like stat, but does not follow a symbolic link.
  = 0
  ! ENOENT EACCES ENOTDIR EFAULT

poll(fds: pollfds, nfds: uint, timeout: int) sleeps
  Sleeps until one of several descriptors is ready or the time is up.
  = how many descriptors have something in revents; 0 when the time is up
  ! EFAULT EINTR EINVAL

lseek(fd: fd, offset: offset, whence: enum:seek)
  Moves the place in a file where the next read or write begins.
  = the new place, in bytes from the start
  ! EBADF ESPIPE EINVAL

brk(addr: ptr)
  Moves the end of the program's heap.
  = the end of the heap
  ! ENOMEM

rt_sigaction(signum: enum:signal, act: sigaction-in, oldact: sigaction-out, sigsetsize: size)
  Says what happens when a signal arrives: the default, nothing, or a function of the program.
  = 0
  ! EINVAL EFAULT

rt_sigprocmask(how: enum:sigmask, set: sigset-in, oldset: sigset-out, sigsetsize: size)
  Chooses which signals wait until they are let through.
  = 0
  ! EINVAL EFAULT

rt_sigreturn()
  Returns from a signal handler to what the program was doing.
  = what the interrupted call would have returned

ioctl(fd: fd, request: enum:ioctl, arg: ioctl-arg)
  Asks or tells a device or socket something that has no call of its own, such as how many bytes
    wait.
  = 0 on most requests
  ! EBADF ENOTTY EFAULT EINVAL

pread64(fd: fd, buf: buf-out, count: size, offset: offset)
  Reads from a given place in a file and leaves the file's own place alone.
  = how many bytes were copied
  ! EBADF ESPIPE EFAULT EINVAL EISDIR

pwrite64(fd: fd, buf: buf-in, count: size, offset: offset)
  Writes at a given place in a file and leaves the file's own place alone.
  = how many bytes were written
  ! EBADF ESPIPE EFAULT EINVAL

readv(fd: fd, iov: iovec-out, iovcnt: int) sleeps
  Reads into several pieces of memory in one call.
  = how many bytes were copied in all
  ! EAGAIN EBADF EFAULT EINTR EINVAL ECONNRESET

writev(fd: fd, iov: iovec-in, iovcnt: int) sleeps
  Writes several pieces of memory in one call.
  = how many bytes the kernel took in all
  ! EAGAIN EBADF EPIPE ECONNRESET EFAULT EINTR EINVAL

access(pathname: path, mode: flags:access)
  Asks whether the program may read, write or run a file.
  = 0 if it may
  ! ENOENT EACCES ENOTDIR EFAULT EINVAL

pipe(pipefd: fds-out)
  Makes a pipe: what is written to the second descriptor can be read from the first.
  = 0
  ! EFAULT EMFILE

select(nfds: int, readfds: fdset-inout, writefds: fdset-inout, exceptfds: fdset-inout, timeout:
    timeval-inout) sleeps
  Sleeps until one of several descriptors, given as sets of bits, is ready or the time is up.
  = how many bits are set; 0 when the time is up
  ! EBADF EINTR EINVAL EFAULT

sched_yield()
  Lets another task that wants to run go first.
  = 0

dup(oldfd: fd)
  Makes a second descriptor for the same open file.
  = the new descriptor, the lowest number that is free
  ! EBADF EMFILE

dup2(oldfd: fd, newfd: fd)
  Makes a second descriptor with a chosen number, closing what was there.
  = the new descriptor
  ! EBADF

pause() sleeps
  Sleeps until a signal arrives.
  = never without an error
  ! EINTR

nanosleep(req: timespec-in, rem: timespec-out) sleeps
  Sleeps for a time.
  = 0 when the whole time has passed
  ! EINTR EINVAL EFAULT

alarm(seconds: uint)
  Asks for a SIGALRM after a number of seconds.
  = the seconds that an earlier alarm had left

getpid()
  Says the process's own number.
  = the process id

sendfile(out_fd: fd, in_fd: fd, offset: ptr, count: size) sleeps
  Sends part of a file to a socket inside the kernel, without a copy through the program.
  = how many bytes went out
  ! EAGAIN EBADF EINVAL EPIPE ECONNRESET EFAULT ESPIPE

socket(domain: enum:af, type: socket-type, protocol: enum:ipproto)
  Makes a socket, an end of a connection that has no address and no peer yet.
  = the new descriptor, the lowest number that is free
  ! EAFNOSUPPORT EINVAL EPROTONOSUPPORT ESOCKTNOSUPPORT EMFILE EACCES

connect(sockfd: fd, addr: sockaddr-in, addrlen: socklen) sleeps
  Opens a connection to an address, and sleeps until the other side answers.
  = 0 once the connection stands
  ! ECONNREFUSED EINPROGRESS ETIMEDOUT EALREADY EISCONN ECONNABORTED ECONNRESET EADDRNOTAVAIL
    ENETUNREACH EHOSTUNREACH EAFNOSUPPORT EBADF ENOTSOCK EINVAL EFAULT EINTR ENOENT

accept(sockfd: fd, addr: sockaddr-out, addrlen: socklen-inout) sleeps
  Takes the first finished connection off the accept queue, and sleeps while the queue is empty.
  = a new descriptor, for that connection only
  ! EAGAIN EMFILE EINVAL EBADF ENOTSOCK EOPNOTSUPP EFAULT EINTR

sendto(sockfd: fd, buf: buf-in, len: size, flags: flags:msg, dest_addr: sockaddr-in, addrlen:
    socklen) sleeps
  Copies bytes from the program's memory to a socket, with flags and, without a connection, an
    address.
  = how many bytes the kernel took
  ! EAGAIN EPIPE ECONNRESET ENOTCONN EDESTADDRREQ EMSGSIZE EBADF ENOTSOCK EFAULT EINTR EINVAL
    EISCONN

recvfrom(sockfd: fd, buf: buf-out, len: size, flags: flags:msg, src_addr: sockaddr-out, addrlen:
    socklen-inout) sleeps
  Copies bytes that have arrived into the program's memory, with flags and the sender's address.
  = how many bytes were copied; 0 when the other side has finished
  ! EAGAIN ECONNRESET ENOTCONN ECONNREFUSED EBADF ENOTSOCK EFAULT EINTR EINVAL

sendmsg(sockfd: fd, msg: msghdr, flags: flags:msg) sleeps
  Sends several pieces of memory, and possibly descriptors, over a socket.
  = how many bytes the kernel took
  ! EAGAIN EPIPE ECONNRESET ENOTCONN EMSGSIZE EBADF ENOTSOCK EFAULT EINTR EINVAL

recvmsg(sockfd: fd, msg: msghdr, flags: flags:msg) sleeps
  Receives into several pieces of memory, and possibly descriptors, from a socket.
  = how many bytes were copied; 0 when the other side has finished
  ! EAGAIN ECONNRESET ENOTCONN EBADF ENOTSOCK EFAULT EINTR EINVAL

shutdown(sockfd: fd, how: enum:shut)
  Ends one direction of a connection, or both, while the descriptor stays.
  = 0
  ! ENOTCONN EINVAL EBADF ENOTSOCK

bind(sockfd: fd, addr: sockaddr-in, addrlen: socklen)
  Gives a socket its own address and port.
  = 0
  ! EADDRINUSE EINVAL EACCES EADDRNOTAVAIL EAFNOSUPPORT EBADF ENOTSOCK EFAULT

listen(sockfd: fd, backlog: int)
  Turns a socket into a listener that accepts connections, and says how many finished ones may
    wait.
  = 0
  ! EADDRINUSE EBADF ENOTSOCK EOPNOTSUPP EINVAL

getsockname(sockfd: fd, addr: sockaddr-out, addrlen: socklen-inout)
  Says the socket's own address and port.
  = 0
  ! EBADF ENOTSOCK EFAULT EINVAL

getpeername(sockfd: fd, addr: sockaddr-out, addrlen: socklen-inout)
  Says the address and port of the other side.
  = 0
  ! ENOTCONN EBADF ENOTSOCK EFAULT EINVAL

socketpair(domain: enum:af, type: socket-type, protocol: int, sv: fds-out)
  Makes two sockets that are already connected to each other.
  = 0
  ! EAFNOSUPPORT EOPNOTSUPP EPROTONOSUPPORT EMFILE EFAULT

setsockopt(sockfd: fd, level: enum:sol, optname: sockopt-name, optval: sockopt-in, optlen:
    socklen)
  Sets an option of a socket, such as SO_REUSEADDR.
  = 0
  ! ENOPROTOOPT EINVAL EBADF ENOTSOCK EFAULT EDOM

getsockopt(sockfd: fd, level: enum:sol, optname: sockopt-name, optval: sockopt-out, optlen:
    socklen-inout)
  Reads an option of a socket; SO_ERROR also clears the error it reports.
  = 0
  ! ENOPROTOOPT EOPNOTSUPP EINVAL EBADF ENOTSOCK EFAULT

clone(flags: flags:clone, stack: ptr, parent_tid: ptr, child_tid: ptr, tls: ptr)
  Makes a second task, which may share memory or descriptors with the first.
  = the child's process id; 0 in the child
  ! EAGAIN EINVAL ENOSYS

fork()
  Makes a copy of the process that shares every open file with it.
  = the child's process id; 0 in the child
  ! EAGAIN ENOMEM

vfork()
  Makes a copy of the process, which waits until the child has run another program or ended.
  = the child's process id; 0 in the child
  ! EAGAIN ENOMEM

execve(pathname: path, argv: argv, envp: argv)
  Replaces the program that the process runs.
  = nothing: the new program starts
  ! ENOENT EACCES ENOEXEC ENOTDIR E2BIG ETXTBSY EFAULT ELOOP ENAMETOOLONG

exit(status: int)
  Ends one task.
  = nothing

wait4(pid: int, wstatus: wait-status-out, options: flags:wait, rusage: rusage-out) sleeps
  Waits until a child process has ended and says how.
  = the child's process id; 0 with WNOHANG while none has ended
  ! ECHILD EINTR EINVAL

kill(pid: int, sig: enum:signal)
  Sends a signal to a process.
  = 0
  ! ESRCH EINVAL EPERM

uname(buf: ptr)
  Says which kernel this is.
  = 0
  ! EFAULT

fcntl(fd: fd, cmd: enum:fcntl, arg: fcntl-arg) sleeps
  Reads or changes a descriptor's properties, above all O_NONBLOCK, or duplicates it.
  = depends on cmd: a new descriptor, the flags, or 0
  ! EBADF EINVAL EMFILE

getcwd(buf: buf-out, size: size)
  Says the directory that relative names start from.
  = the length of the path, its zero included
  ! ERANGE EFAULT

chdir(path: path)
  Chooses the directory that relative names start from.
  = 0
  ! ENOENT ENOTDIR EACCES EFAULT

unlink(pathname: path)
  Removes a name from a directory.
  = 0
  ! ENOENT EACCES EISDIR EFAULT

umask(mask: mode)
  Chooses the permissions that new files do not get.
  = the mask before

gettimeofday(tv: timeval-out, tz: ptr) vdso
  Says the time of day.
  = 0
  ! EFAULT

getrlimit(resource: enum:rlimit, rlim: rlimit-out)
  Reads a limit of the process, such as how many descriptors it may have.
  = 0
  ! EINVAL EFAULT

getuid()
  Says which user the process runs for.
  = the user id

setuid(uid: uint)
  Gives up being root, for good.
  = 0
  ! EPERM

setgid(gid: uint)
  Takes another group.
  = 0
  ! EPERM

getgid()
  Says which group the process runs for.
  = the group id

geteuid()
  Says which user's rights the process has.
  = the effective user id

getegid()
  Says which group's rights the process has.
  = the effective group id

getppid()
  Says the number of the process that made this one.
  = the parent's process id

setsid()
  Makes the process the leader of a new session, away from the terminal.
  = the session id
  ! EPERM

setrlimit(resource: enum:rlimit, rlim: rlimit-in)
  Changes a limit of the process.
  = 0
  ! EPERM EINVAL EFAULT

gettid()
  Says the task's own number.
  = the task id

time(tloc: ptr) vdso
  Says the time in seconds since 1970.
  = the seconds
  ! EFAULT

epoll_create(size: int)
  Makes an epoll: a list of descriptors to watch that the kernel keeps.
  = the new descriptor
  ! EINVAL EMFILE

clock_gettime(clockid: enum:clock, tp: timespec-out) vdso
  Reads a clock.
  = 0
  ! EINVAL EFAULT

clock_getres(clockid: enum:clock, res: timespec-out) vdso
  Says how fine a clock is.
  = 0
  ! EINVAL EFAULT

clock_nanosleep(clockid: enum:clock, flags: flags:timer, request: timespec-in, remain:
    timespec-out) sleeps
  Sleeps for a time or until a time by a given clock.
  = 0 when the whole time has passed
  ! EINTR EINVAL EFAULT

exit_group(status: int)
  Ends the process and all its tasks.
  = nothing

epoll_wait(epfd: fd, events: epoll-events-out, maxevents: int, timeout: int) sleeps
  Sleeps until a watched descriptor is ready or the time is up, and says which.
  = how many events were written; 0 when the time is up
  ! EINTR EINVAL EBADF EFAULT

epoll_ctl(epfd: fd, op: enum:epollctl, fd: fd, event: epoll-event)
  Adds, changes or removes a descriptor on an epoll's list.
  = 0
  ! EEXIST ENOENT EPERM EINVAL EBADF EFAULT ELOOP

openat(dirfd: fd, pathname: path, flags: flags:open, mode: mode) sleeps
  Opens a file by name, relative to a directory, and makes a descriptor for it.
  = the new descriptor, the lowest number that is free
  ! ENOENT EACCES EEXIST EISDIR ENOTDIR EMFILE EINVAL EBADF EFAULT

newfstatat(dirfd: fd, pathname: path, statbuf: stat-out, flags: flags:at)
  Says what kind of file a name stands for, relative to a directory.
  = 0
  ! ENOENT EBADF ENOTDIR EINVAL EFAULT

pselect6(nfds: int, readfds: fdset-inout, writefds: fdset-inout, exceptfds: fdset-inout, timeout:
    timespec-inout, sigmask: ptr) sleeps
  Like select, with nanoseconds and a signal mask.
  = how many bits are set; 0 when the time is up
  ! EBADF EINTR EINVAL EFAULT

ppoll(fds: pollfds, nfds: uint, timeout: timespec-inout, sigmask: sigset-in, sigsetsize: size) sleeps
  Like poll, with nanoseconds and a signal mask.
  = how many descriptors have something in revents
  ! EFAULT EINTR EINVAL

splice(fd_in: fd, off_in: ptr, fd_out: fd, off_out: ptr, len: size, flags: flags:splice) sleeps
  Moves bytes between a pipe and another descriptor inside the kernel, by handing over pages.
  = how many bytes moved; 0 at the end of the data
  ! EAGAIN EBADF EINVAL ESPIPE EPIPE EINTR

epoll_pwait(epfd: fd, events: epoll-events-out, maxevents: int, timeout: int, sigmask: sigset-in,
    sigsetsize: size) sleeps
  Like epoll_wait, with a signal mask for the time of the wait.
  = how many events were written; 0 when the time is up
  ! EINTR EINVAL EBADF EFAULT

accept4(sockfd: fd, addr: sockaddr-out, addrlen: socklen-inout, flags: socket-type) sleeps
  Like accept, and sets SOCK_NONBLOCK or SOCK_CLOEXEC on the new descriptor at once.
  = a new descriptor, for that connection only
  ! EAGAIN EMFILE EINVAL EBADF ENOTSOCK EOPNOTSUPP EFAULT EINTR

eventfd2(initval: uint, flags: flags:eventfd)
  Makes a counter behind a descriptor, with which one task can wake another.
  = the new descriptor
  ! EINVAL EMFILE

epoll_create1(flags: flags:epollcreate)
  Makes an epoll: a list of descriptors to watch that the kernel keeps.
  = the new descriptor
  ! EINVAL EMFILE

dup3(oldfd: fd, newfd: fd, flags: flags:open)
  Like dup2, and can set O_CLOEXEC; equal numbers are an error.
  = the new descriptor
  ! EBADF EINVAL

pipe2(pipefd: fds-out, flags: flags:open)
  Makes a pipe, with O_NONBLOCK or O_CLOEXEC set at once.
  = 0
  ! EFAULT EMFILE EINVAL

prlimit64(pid: int, resource: enum:rlimit, new_limit: rlimit-in, old_limit: rlimit-out)
  Reads and changes a limit of a process.
  = 0
  ! EINVAL EPERM ESRCH EFAULT

getrandom(buf: buf-out, buflen: size, flags: flags:grnd)
  Fills memory with random bytes.
  = how many bytes were written
  ! EFAULT EINVAL

tkill(tid: int, sig: enum:signal)
  Sends a signal to one task.
  = 0
  ! ESRCH EINVAL EPERM

tgkill(tgid: int, tid: int, sig: enum:signal)
  Sends a signal to one task of a process.
  = 0
  ! ESRCH EINVAL EPERM

futex(uaddr: ptr, op: futex-op, val: uint, timeout: timespec-in, uaddr2: ptr, val3: uint) sleeps
  Sleeps while a number in memory is what the program says, or wakes those who sleep so.
  = 0 for a wait; how many were woken for a wake
  ! EAGAIN ETIMEDOUT EINTR EINVAL EFAULT ENOSYS

rt_sigpending(set: sigset-out, sigsetsize: size)
  Says which signals have been sent and are kept waiting.
  = 0
  ! EFAULT EINVAL

rt_sigtimedwait(set: sigset-in, info: siginfo-out, timeout: timespec-in, sigsetsize: size) sleeps
  Takes a signal that is kept waiting, and sleeps until there is one or the time is up.
  = the signal's number
  ! EAGAIN EINTR EINVAL EFAULT

rt_sigsuspend(mask: sigset-in, sigsetsize: size) sleeps
  Sleeps until a signal arrives, with another mask for as long.
  = never without an error
  ! EINTR EFAULT EINVAL

getitimer(which: enum:itimer, value: itimerval-out)
  Says how much is left of a timer.
  = 0
  ! EINVAL EFAULT

setitimer(which: enum:itimer, new: itimerval-in, old: itimerval-out)
  Asks for a SIGALRM after a time, and then again and again.
  = 0
  ! EINVAL EFAULT

waitid(idtype: enum:idtype, id: int, infop: siginfo-out, options: flags:waitid, rusage:
    rusage-out) sleeps
  Waits until a child process has ended, stopped or gone on, and says how.
  = 0
  ! ECHILD EINTR EINVAL EFAULT

getrusage(who: enum:rusage, usage: rusage-out)
  Says how much CPU time the process, or the children it has waited for, have used.
  = 0
  ! EINVAL EFAULT

times(buf: ptr)
  Says how much CPU time was used, in hundredths of a second.
  = the hundredths since the machine began
  ! EFAULT

setpgid(pid: int, pgid: int)
  Moves a process into a process group, to which a signal can be sent as a whole.
  = 0
  ! EINVAL EPERM ESRCH EACCES

getpgrp()
  Says the number of the process's group.
  = the process group id

getpgid(pid: int)
  Says the number of a process's group.
  = the process group id
  ! ESRCH

getsid(pid: int)
  Says the number of a process's session.
  = the session id
  ! ESRCH

timerfd_create(clockid: enum:clock, flags: flags:timerfd)
  Makes a timer behind a descriptor, which can be read when its time has come.
  = the new descriptor
  ! EINVAL EMFILE

timerfd_settime(fd: fd, flags: flags:timerfdset, new: itimerspec-in, old: itimerspec-out)
  Sets a timer, once or again and again, or stops it.
  = 0
  ! EBADF EINVAL EFAULT

timerfd_gettime(fd: fd, cur: itimerspec-out)
  Says how much is left of a timer.
  = 0
  ! EBADF EINVAL EFAULT

signalfd4(fd: fd, mask: sigset-in, sizemask: size, flags: flags:signalfd)
  Makes a descriptor from which signals that are kept waiting can be read.
  = the descriptor
  ! EINVAL EBADF EFAULT EMFILE

set_tid_address(tidptr: ptr)
  Says which number in memory becomes 0 when the task ends, so that others can wait for that.
  = the task's own number

set_robust_list(head: ptr, len: size)
  Tells the kernel which locks a task holds, in case it ends without giving them back.
  = 0
  ! EINVAL

clone3(cl_args: clone-args, size: size)
  Makes a process or a thread; a struct says what it shares with its maker.
  = the child's id; 0 in the child
  ! EAGAIN EINVAL EFAULT ENOSYS
`;

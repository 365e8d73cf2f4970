// The rows of the calls that do many things at once: several messages, and io_uring.
//
// Source: man-pages 6, section 2; io_uring(7); errors as a real Linux 6.18 answered.

export const BATCH_ROWS = `
recvmmsg(fd: fd, mmsg: mmsghdr, vlen: uint, flags: flags:msg, timeout: timespec-inout) sleeps
  Receives several messages in one call.
  = how many messages came
  ! EAGAIN ECONNRESET ENOTCONN EBADF ENOTSOCK EFAULT EINTR EINVAL

sendmmsg(fd: fd, mmsg: mmsghdr, vlen: uint, flags: flags:msg) sleeps
  Sends several messages in one call.
  = how many messages went out
  ! EAGAIN EPIPE ECONNRESET ENOTCONN EMSGSIZE EBADF ENOTSOCK EFAULT EINTR EINVAL

io_uring_setup(entries: uint, params: ring-params)
  Makes a ring: a queue of requests to the kernel and a queue of completions, in memory that both share.
  = a descriptor for the ring
  ! EFAULT EINVAL EMFILE ENOMEM

io_uring_enter(fd: fd, to_submit: uint, min_complete: uint, flags: flags:ringenter, sig: ptr, sigsz:
    size) sleeps
  Lets the kernel take requests from a ring, and sleeps until some are complete.
  = how many requests were taken
  ! EAGAIN EBADF EOPNOTSUPP EINTR EINVAL ETIME EFAULT EBADFD EEXIST

io_uring_register(fd: fd, opcode: enum:ringregister, arg: ring-arg, nr_args: uint)
  Hands buffers, files or an eventfd to a ring for as long as it lasts.
  = depends on the opcode: 0, or how many
  ! EBADF EBUSY EFAULT EINVAL EMFILE ENXIO EOPNOTSUPP
`;

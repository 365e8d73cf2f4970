// The rows of the calls on names and directories, in the notation of syscall-table.ts.
//
// Source: man-pages 6, section 2; errors as a real Linux 6.18 answered.

export const TREE_ROWS = `
flock(fd: fd, operation: flags:flock) sleeps
  Locks a file for whoever shares an open file, and sleeps while another one has it.
  = 0
  ! EBADF EAGAIN EINTR EINVAL

preadv(fd: fd, iov: iovec-out, iovcnt: int, offset: offset)
  Reads from a given place in a file into several pieces of memory.
  = how many bytes were copied in all
  ! EBADF ESPIPE EFAULT EINVAL EISDIR

pwritev(fd: fd, iov: iovec-in, iovcnt: int, offset: offset)
  Writes several pieces of memory at a given place in a file.
  = how many bytes were written in all
  ! EBADF ESPIPE EFAULT EINVAL ENOSPC

creat(pathname: path, mode: mode)
  Makes a file, or empties the one that has the name, and opens it for writing.
  = the new descriptor, the lowest number that is free
  ! ENOENT EACCES EISDIR ENOTDIR EMFILE EFAULT

mkdir(pathname: path, mode: mode)
  Makes a directory.
  = 0
  ! EEXIST ENOENT EACCES ENOTDIR EFAULT

mkdirat(dirfd: fd, pathname: path, mode: mode)
  Makes a directory, by a name relative to another one.
  = 0
  ! EEXIST ENOENT EACCES ENOTDIR EBADF EFAULT

mknod(pathname: path, mode: mode, dev: uint)
  Makes a file, a named pipe or a device.
  = 0
  ! EEXIST ENOENT EACCES EPERM EINVAL EFAULT

rmdir(pathname: path)
  Removes a directory that is empty.
  = 0
  ! ENOTEMPTY ENOENT ENOTDIR EACCES EINVAL EFAULT

unlinkat(dirfd: fd, pathname: path, flags: flags:at)
  Removes a name, relative to a directory.
  = 0
  ! ENOENT EACCES EISDIR ENOTDIR ENOTEMPTY EBADF EFAULT

rename(oldpath: path, newpath: path)
  Gives a file another name, in place of what had that name.
  = 0
  ! ENOENT EACCES EISDIR ENOTDIR ENOTEMPTY EINVAL EFAULT

renameat(olddirfd: fd, oldpath: path, newdirfd: fd, newpath: path)
  Gives a file another name, both relative to directories.
  = 0
  ! ENOENT EACCES EISDIR ENOTDIR ENOTEMPTY EINVAL EBADF EFAULT

link(oldpath: path, newpath: path)
  Gives a file a second name.
  = 0
  ! ENOENT EEXIST EPERM EACCES EFAULT

linkat(olddirfd: fd, oldpath: path, newdirfd: fd, newpath: path, flags: flags:at)
  Gives a file a second name, both relative to directories.
  = 0
  ! ENOENT EEXIST EPERM EACCES EBADF EFAULT

symlink(target: path, linkpath: path)
  Makes a name that stands for another path.
  = 0
  ! EEXIST ENOENT EACCES EFAULT

symlinkat(target: path, newdirfd: fd, linkpath: path)
  Makes a name that stands for another path, relative to a directory.
  = 0
  ! EEXIST ENOENT EACCES EBADF EFAULT

readlink(pathname: path, buf: buf-out, bufsiz: size)
  Says which path a symbolic link stands for.
  = how many bytes were written, without a zero at the end
  ! EINVAL ENOENT EACCES EFAULT

readlinkat(dirfd: fd, pathname: path, buf: buf-out, bufsiz: size)
  Says which path a symbolic link stands for, relative to a directory.
  = how many bytes were written, without a zero at the end
  ! EINVAL ENOENT EACCES EBADF EFAULT

chmod(pathname: path, mode: mode)
  Changes who may do what to a file.
  = 0
  ! ENOENT EPERM EACCES EFAULT

fchmod(fd: fd, mode: mode)
  Changes who may do what to an open file.
  = 0
  ! EBADF EPERM

chown(pathname: path, owner: int, group: int)
  Gives a file to another user.
  = 0
  ! ENOENT EPERM EACCES EFAULT

fchown(fd: fd, owner: int, group: int)
  Gives an open file to another user.
  = 0
  ! EBADF EPERM

truncate(path: path, length: offset)
  Cuts a file to a length, or fills it up with zeros.
  = 0
  ! ENOENT EACCES EISDIR EINVAL EFAULT

ftruncate(fd: fd, length: offset)
  Cuts an open file to a length, or fills it up with zeros.
  = 0
  ! EBADF EINVAL

faccessat(dirfd: fd, pathname: path, mode: flags:access)
  Asks whether the program may read, write or run a file, relative to a directory.
  = 0 if it may
  ! ENOENT EACCES ENOTDIR EBADF EFAULT EINVAL

utimensat(dirfd: fd, pathname: path, times: ptr, flags: flags:at)
  Changes the times of a file.
  = 0
  ! ENOENT EPERM EACCES EBADF EFAULT

getdents64(fd: fd, dirp: ptr, count: size)
  Lists the names in a directory, as many as fit.
  = how many bytes were written; 0 after the last name
  ! ENOTDIR EBADF EINVAL EFAULT

fchdir(fd: fd)
  Chooses the directory that relative names start from, by a descriptor.
  = 0
  ! ENOTDIR EBADF EACCES

fsync(fd: fd)
  Waits until what was written to a file is on the disk.
  = 0
  ! EBADF EINVAL

fdatasync(fd: fd)
  Waits until the bytes of a file are on the disk.
  = 0
  ! EBADF EINVAL

sync()
  Writes everything that waits to the disks.
  = 0

mmap(addr: ptr, length: size, prot: flags:prot, flags: flags:map, fd: fd, offset: offset)
  Gives the program new memory, empty or with the bytes of a file in it.
  = the address of the memory
  ! EINVAL ENOMEM EBADF EACCES ENODEV

munmap(addr: ptr, length: size)
  Gives memory from mmap back.
  = 0
  ! EINVAL

mprotect(addr: ptr, length: size, prot: flags:prot)
  Changes what the program may do with memory from mmap.
  = 0
  ! ENOMEM EINVAL EACCES

msync(addr: ptr, length: size, flags: flags:ms)
  Writes what was changed in a shared mapping to its file.
  = 0
  ! ENOMEM EINVAL

madvise(addr: ptr, length: size, advice: enum:madv)
  Says how a mapping will be used; MADV_DONTNEED empties it.
  = 0
  ! ENOMEM EINVAL
`;

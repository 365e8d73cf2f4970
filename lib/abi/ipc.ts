// Numbers of System V IPC, POSIX message queues and inotify, which few programs use.
//
// Source: Linux include/uapi/linux/{ipc,msg,sem,shm,mqueue,inotify}.h.

export const IPC_PRIVATE = 0;
export const IPC_CREAT = 0o1000;
export const IPC_EXCL = 0o2000;
export const IPC_NOWAIT = 0o4000;
export const IPC_RMID = 0;
export const IPC_SET = 1;
export const IPC_STAT = 2;

export const MSG_NOERROR = 0o10000;
export const MSG_EXCEPT = 0o20000;
export const MSG_COPY = 0o40000;

export const SEM_UNDO = 0x1000;
export const GETPID = 11;
export const GETVAL = 12;
export const GETALL = 13;
export const GETNCNT = 14;
export const GETZCNT = 15;
export const SETVAL = 16;
export const SETALL = 17;

export const SHM_RDONLY = 0o10000;
export const SHM_RND = 0o20000;
export const SHM_LOCK = 11;
export const SHM_UNLOCK = 12;

// <sys/ipc.h>, <sys/msg.h>, <sys/sem.h>, <sys/shm.h>: what processes share by a number. <sys/inotify.h>: what
// happens to files. <mqueue.h>: POSIX message queues.
//
// Source: POSIX.1-2017; glibc 2.36 prototypes, ftok.c; Linux uapi/linux/{ipc,msg,sem,shm}.h for x86-64.

import type { LibraryPart } from './parts.ts';

const SYSV = `#define _GNU_SOURCE
#include <bits/libc.h>
#include <errno.h>
#include <stdarg.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/stat.h>

key_t ftok(const char *pathname, int proj_id) {
    struct stat st;
    if (stat(pathname, &st) < 0) return -1;
    return (key_t) ((st.st_ino & 0xffff) | (st.st_dev & 0xff) << 16 | (unsigned) proj_id << 24);
}

int semctl(int semid, int semnum, int cmd, ...) {
    void *arg = 0;
    if (cmd == SETVAL || cmd == SETALL || cmd == GETALL || (cmd >= IPC_SET && cmd <= IPC_INFO) || (cmd >= SEM_STAT && cmd <= 20)) {
        va_list list;
        va_start(list, cmd);
        if (cmd == SETVAL) arg = (void *) (long) va_arg(list, int);
        else arg = va_arg(list, void *);
        va_end(list);
    }
    return __ret(__syscall(SYS_semctl, semid, semnum, cmd, arg));
}

void *shmat(int shmid, const void *shmaddr, int shmflg) {
    return (void *) __ret(__syscall(SYS_shmat, shmid, shmaddr, shmflg));
}
`;

const MQUEUE = `#define _GNU_SOURCE
#include <bits/libc.h>
#include <errno.h>
#include <fcntl.h>
#include <mqueue.h>
#include <stdarg.h>
#include <unistd.h>

mqd_t mq_open(const char *name, int oflag, ...) {
    mode_t mode = 0;
    struct mq_attr *attr = 0;
    if (*name != '/') {
        errno = EINVAL;
        return -1;
    }
    if (oflag & O_CREAT) {
        va_list list;
        va_start(list, oflag);
        mode = va_arg(list, mode_t);
        attr = va_arg(list, struct mq_attr *);
        va_end(list);
    }
    return __ret(__syscall(SYS_mq_open, name + 1, oflag, mode, attr));
}

int mq_unlink(const char *name) {
    if (*name != '/') {
        errno = EINVAL;
        return -1;
    }
    int result = __ret(__syscall(SYS_mq_unlink, name + 1));
    if (result < 0 && errno == EPERM) errno = EACCES;
    return result;
}

int mq_close(mqd_t mqdes) {
    return close(mqdes);
}

int mq_getattr(mqd_t mqdes, struct mq_attr *mqstat) {
    return __ret(__syscall(SYS_mq_getsetattr, mqdes, 0, mqstat));
}

int mq_setattr(mqd_t mqdes, const struct mq_attr *mqstat, struct mq_attr *omqstat) {
    return __ret(__syscall(SYS_mq_getsetattr, mqdes, mqstat, omqstat));
}

int mq_send(mqd_t mqdes, const char *msg_ptr, size_t msg_len, unsigned int msg_prio) {
    return __ret(__syscall(SYS_mq_timedsend, mqdes, msg_ptr, msg_len, msg_prio, 0));
}

ssize_t mq_receive(mqd_t mqdes, char *msg_ptr, size_t msg_len, unsigned int *msg_prio) {
    return __ret(__syscall(SYS_mq_timedreceive, mqdes, msg_ptr, msg_len, msg_prio, 0));
}
`;

/** mq_notify(3) with SIGEV_THREAD: a thread that waits for the kernel's word, and then starts another. */
const MQUEUE_THREADS = String.raw`#define _GNU_SOURCE
#include <bits/libc.h>
#include <errno.h>
#include <mqueue.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

struct waiter {
    int fd, has_attributes;
    pthread_attr_t attributes;
    void (*function)(union sigval);
    union sigval value;
};

static void *call(void *arg) {
    struct waiter w = *(struct waiter *) arg;
    sigset_t none;
    free(arg);
    sigemptyset(&none);
    pthread_sigmask(SIG_SETMASK, &none, NULL);
    w.function(w.value);
    return NULL;
}

/* The kernel says 1 for a message, and 2 when nobody is to be told any more. */
static void *wait_for_message(void *arg) {
    struct waiter *w = arg;
    eventfd_t word = 0;
    pthread_t thread;
    while (eventfd_read(w->fd, &word) < 0 && errno == EINTR) {}
    close(w->fd);
    if (word != 1 || pthread_create(&thread, w->has_attributes ? &w->attributes : NULL, call, w) != 0) free(w);
    else pthread_detach(thread);
    return NULL;
}

static int by_thread(mqd_t mqdes, const struct sigevent *notification) {
    struct sigevent event = *notification;
    sigset_t all, before;
    pthread_t thread;
    struct waiter *w = malloc(sizeof *w);
    if (!w) return -1;
    w->fd = event.sigev_signo = eventfd(0, EFD_CLOEXEC);
    w->function = event.sigev_notify_function;
    w->value = event.sigev_value;
    w->has_attributes = event.sigev_notify_attributes != NULL;
    if (w->has_attributes) w->attributes = *(pthread_attr_t *) event.sigev_notify_attributes;
    if (w->fd < 0 || __ret(__syscall(SYS_mq_notify, mqdes, &event)) < 0) {
        int error = errno;
        if (w->fd >= 0) close(w->fd);
        free(w);
        errno = error;
        return -1;
    }
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before);
    int error = pthread_create(&thread, NULL, wait_for_message, w);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (error == 0) pthread_detach(thread);
    if (error == 0) return 0;
    __syscall(SYS_mq_notify, mqdes, NULL);
    errno = error;
    return -1;
}

int mq_notify(mqd_t mqdes, const struct sigevent *notification) {
    if (notification && notification->sigev_notify == SIGEV_THREAD) return by_thread(mqdes, notification);
    return __ret(__syscall(SYS_mq_notify, mqdes, notification));
}
`;

export const IPC_PART: LibraryPart = {
  headers: [
    {
      name: 'sys/ipc.h',
      includes: ['sys/types.h'],
      text: `#define IPC_CREAT 01000
#define IPC_EXCL 02000
#define IPC_NOWAIT 04000
#define IPC_RMID 0
#define IPC_SET 1
#define IPC_STAT 2
#define IPC_INFO 3
#define IPC_PRIVATE ((key_t) 0)
typedef int key_t;
struct ipc_perm {
    key_t __key;
    uid_t uid;
    gid_t gid;
    uid_t cuid;
    gid_t cgid;
    mode_t mode;
    unsigned short __seq, __pad2;
    unsigned long __glibc_reserved1, __glibc_reserved2;
};
key_t ftok(const char *pathname, int proj_id);`,
    },
    {
      name: 'sys/msg.h',
      includes: ['stddef.h', 'sys/ipc.h', 'time.h'],
      text: `#define MSG_NOERROR 010000
#define MSG_EXCEPT 020000
#define MSG_COPY 040000
#define MSG_STAT 11
#define MSG_INFO 12
#define MSG_STAT_ANY 13
typedef unsigned long msgqnum_t, msglen_t;
struct msqid_ds {
    struct ipc_perm msg_perm;
    time_t msg_stime, msg_rtime, msg_ctime;
    unsigned long __msg_cbytes;
    msgqnum_t msg_qnum;
    msglen_t msg_qbytes;
    pid_t msg_lspid, msg_lrpid;
    unsigned long __glibc_reserved4, __glibc_reserved5;
};
#define msg_cbytes __msg_cbytes
struct msginfo {
    int msgpool, msgmap, msgmax, msgmnb, msgmni, msgssz, msgtql;
    unsigned short msgseg;
};
#ifdef _GNU_SOURCE
struct msgbuf { long mtype; char mtext[1]; };
#endif
int msgget(key_t key, int msgflg);
int msgsnd(int msqid, const void *msgp, size_t msgsz, int msgflg);
ssize_t msgrcv(int msqid, void *msgp, size_t msgsz, long msgtyp, int msgflg);
int msgctl(int msqid, int cmd, struct msqid_ds *buf);`,
    },
    {
      name: 'sys/sem.h',
      includes: ['stddef.h', 'sys/ipc.h', 'time.h'],
      text: `#define SEM_UNDO 0x1000
#define GETPID 11
#define GETVAL 12
#define GETALL 13
#define GETNCNT 14
#define GETZCNT 15
#define SETVAL 16
#define SETALL 17
#define SEM_STAT 18
#define SEM_INFO 19
#define SEM_STAT_ANY 20
struct semid_ds {
    struct ipc_perm sem_perm;
    time_t sem_otime;
    unsigned long __glibc_reserved1;
    time_t sem_ctime;
    unsigned long __glibc_reserved2;
    unsigned long sem_nsems;
    unsigned long __glibc_reserved3, __glibc_reserved4;
};
struct seminfo {
    int semmap, semmni, semmns, semmnu, semmsl, semopm, semume, semusz, semvmx, semaem;
};
struct sembuf { unsigned short sem_num; short sem_op, sem_flg; };
int semget(key_t key, int nsems, int semflg);
int semop(int semid, struct sembuf *sops, size_t nsops);
int semtimedop(int semid, struct sembuf *sops, size_t nsops, const struct timespec *timeout);
int semctl(int semid, int semnum, int cmd, ...);`,
    },
    {
      name: 'sys/shm.h',
      includes: ['stddef.h', 'sys/ipc.h', 'time.h'],
      text: `#define SHM_R 0400
#define SHM_W 0200
#define SHM_RDONLY 010000
#define SHM_RND 020000
#define SHM_REMAP 040000
#define SHM_EXEC 0100000
#define SHM_LOCK 11
#define SHM_UNLOCK 12
#define SHM_STAT 13
#define SHM_INFO 14
#define SHM_STAT_ANY 15
#define SHM_DEST 01000
#define SHM_LOCKED 02000
#define SHMLBA 4096
typedef unsigned long shmatt_t;
struct shmid_ds {
    struct ipc_perm shm_perm;
    size_t shm_segsz;
    time_t shm_atime, shm_dtime, shm_ctime;
    pid_t shm_cpid, shm_lpid;
    shmatt_t shm_nattch;
    unsigned long __glibc_reserved5, __glibc_reserved6;
};
struct shminfo {
    unsigned long shmmax, shmmin, shmmni, shmseg, shmall;
    unsigned long __glibc_reserved1, __glibc_reserved2, __glibc_reserved3, __glibc_reserved4;
};
struct shm_info {
    int used_ids;
    unsigned long shm_tot, shm_rss, shm_swp, swap_attempts, swap_successes;
};
int shmget(key_t key, size_t size, int shmflg);
void *shmat(int shmid, const void *shmaddr, int shmflg);
int shmdt(const void *shmaddr);
int shmctl(int shmid, int cmd, struct shmid_ds *buf);`,
    },
    {
      name: 'mqueue.h',
      includes: ['fcntl.h', 'signal.h', 'stddef.h', 'sys/types.h', 'time.h'],
      text: `typedef int mqd_t;
struct mq_attr { long mq_flags, mq_maxmsg, mq_msgsize, mq_curmsgs, __pad[4]; };
mqd_t mq_open(const char *name, int oflag, ...);
int mq_close(mqd_t mqdes);
int mq_unlink(const char *name);
int mq_getattr(mqd_t mqdes, struct mq_attr *mqstat);
int mq_setattr(mqd_t mqdes, const struct mq_attr *mqstat, struct mq_attr *omqstat);
int mq_notify(mqd_t mqdes, const struct sigevent *notification);
int mq_send(mqd_t mqdes, const char *msg_ptr, size_t msg_len, unsigned int msg_prio);
ssize_t mq_receive(mqd_t mqdes, char *msg_ptr, size_t msg_len, unsigned int *msg_prio);
int mq_timedsend(mqd_t mqdes, const char *msg_ptr, size_t msg_len, unsigned int msg_prio,
                 const struct timespec *abs_timeout);
ssize_t mq_timedreceive(mqd_t mqdes, char *msg_ptr, size_t msg_len, unsigned int *msg_prio,
                        const struct timespec *abs_timeout);`,
    },
    {
      name: 'sys/inotify.h',
      includes: ['stdint.h', 'fcntl.h'],
      text: `#define IN_ACCESS 1
#define IN_MODIFY 2
#define IN_ATTRIB 4
#define IN_CLOSE_WRITE 8
#define IN_CLOSE_NOWRITE 16
#define IN_CLOSE (IN_CLOSE_WRITE | IN_CLOSE_NOWRITE)
#define IN_OPEN 32
#define IN_MOVED_FROM 64
#define IN_MOVED_TO 128
#define IN_MOVE (IN_MOVED_FROM | IN_MOVED_TO)
#define IN_CREATE 256
#define IN_DELETE 512
#define IN_DELETE_SELF 1024
#define IN_MOVE_SELF 2048
#define IN_UNMOUNT 0x2000
#define IN_Q_OVERFLOW 0x4000
#define IN_IGNORED 0x8000
#define IN_ONLYDIR 0x1000000
#define IN_DONT_FOLLOW 0x2000000
#define IN_EXCL_UNLINK 0x4000000
#define IN_MASK_CREATE 0x10000000
#define IN_MASK_ADD 0x20000000
#define IN_ISDIR 0x40000000
#define IN_ONESHOT 0x80000000
#define IN_ALL_EVENTS 0xfff
#define IN_CLOEXEC O_CLOEXEC
#define IN_NONBLOCK O_NONBLOCK
struct inotify_event {
    int wd;
    uint32_t mask, cookie, len;
    char name[];
};
int inotify_init(void);
int inotify_init1(int flags);
int inotify_add_watch(int fd, const char *name, uint32_t mask);
int inotify_rm_watch(int fd, int wd);`,
    },
  ],
  sources: [
    { name: 'libc/ipc.c', text: SYSV },
    { name: 'libc/mqueue.c', text: MQUEUE },
    { name: 'libc/mqueue-threads.c', text: MQUEUE_THREADS },
  ],
  wrappers: {
    'sys/msg.h': 'msgget msgsnd msgrcv msgctl',
    'sys/sem.h': 'semget semop semtimedop',
    'sys/shm.h': 'shmget shmdt shmctl',
    'mqueue.h': 'mq_timedsend mq_timedreceive',
    'sys/inotify.h': 'inotify_init inotify_init1 inotify_add_watch inotify_rm_watch',
  },
};

// <aio.h> and getaddrinfo_a(3): requests that threads of the library work off, and how one hears of their end.
//
// One idea: the kernel knows nothing of them. Requests for one file are one thread's, which does them in
// turn and ends with the last; a counter of what has ended is the word on which everybody waits.
//
// Source: aio(7), lio_listio(3), getaddrinfo_a(3); glibc 2.36 rt/aio_misc.c, resolv/gai_misc.c.
// Departs: a thread for each file and each name, where glibc has at most twenty; aio_init() changes nothing.

import type { LibraryPart } from './parts.ts';

const SHARED = String.raw`#define _GNU_SOURCE
#include <bits/libc.h>
#include <aio.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* Requests that were made together, of which the last to end says so. */
struct lot {
    int left, failed;
    int waited_for;       /* somebody sleeps until the last has ended, and then frees this */
    struct sigevent event;
};

void __notify(const struct sigevent *event, int code);
int __start_quietly(void *(*function)(void *), void *arg);
int __await(volatile int *word, int seen, const struct timespec *until);
struct timespec *__from_now(const struct timespec *timeout, struct timespec *until);
`;

const NOTICES = `${SHARED}
struct notice {
    void (*function)(union sigval);
    union sigval value;
};

static void *call(void *arg) {
    struct notice n = *(struct notice *) arg;
    sigset_t none;
    free(arg);
    sigemptyset(&none);
    pthread_sigmask(SIG_SETMASK, &none, NULL);
    n.function(n.value);
    return NULL;
}

/* Starts a thread that no signal reaches and nobody joins; 0, or an error. */
int __start_quietly(void *(*function)(void *), void *arg) {
    sigset_t all, before;
    pthread_t thread;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before);
    int error = pthread_create(&thread, NULL, function, arg);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (error == 0) pthread_detach(thread);
    return error;
}

/* Tells the program as it wished: by a signal, a function in a thread, or not at all. */
void __notify(const struct sigevent *event, int code) {
    if (event->sigev_notify == SIGEV_SIGNAL) {
        siginfo_t info;
        memset(&info, 0, sizeof info);
        info.si_signo = event->sigev_signo;
        info.si_code = code;
        info.si_pid = getpid();
        info.si_uid = getuid();
        info.si_value = event->sigev_value;
        __syscall(SYS_rt_sigqueueinfo, info.si_pid, event->sigev_signo, &info);
    } else if (event->sigev_notify == SIGEV_THREAD) {
        struct notice *n = malloc(sizeof *n);
        pthread_attr_t *attributes = event->sigev_notify_attributes;
        pthread_t thread;
        if (!n) return;
        *n = (struct notice) {event->sigev_notify_function, event->sigev_value};
        if (pthread_create(&thread, attributes, call, n) != 0) free(n);
        else pthread_detach(thread);
    }
}

/* Sleeps until a word is no longer what it was; 0, or the error of futex(2). */
int __await(volatile int *word, int seen, const struct timespec *until) {
    long result = __syscall(SYS_futex, word, 9, seen, until, 0, -1);
    return result == -EINTR || result == -ETIMEDOUT ? -result : 0;
}

/* A point in time of the monotonic clock; NULL for never. */
struct timespec *__from_now(const struct timespec *timeout, struct timespec *until) {
    if (!timeout) return NULL;
    clock_gettime(CLOCK_MONOTONIC, until);
    until->tv_sec += timeout->tv_sec;
    until->tv_nsec += timeout->tv_nsec;
    if (until->tv_nsec >= 1000000000) until->tv_nsec -= 1000000000, until->tv_sec++;
    return until;
}
`;

const AIO = `${SHARED}
enum { READ, WRITE, SYNC, DATA_SYNC };

struct request {
    struct aiocb *block;
    int what;
    struct lot *lot;
    struct request *next;
};

/* The thread of a file, which does the first of its requests. */
struct worker {
    int fd;
    struct request *requests;
    struct worker *next;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct worker *workers;
static volatile int ended;

static ssize_t perform(const struct request *r) {
    const struct aiocb *b = r->block;
    int fd = b->aio_fildes;
    void *at = (void *) b->aio_buf;
    ssize_t n;
    switch (r->what) {
    case READ:
        n = pread(fd, at, b->aio_nbytes, b->aio_offset);
        return n < 0 && errno == ESPIPE ? read(fd, at, b->aio_nbytes) : n;
    case WRITE:
        n = pwrite(fd, at, b->aio_nbytes, b->aio_offset);
        return n < 0 && errno == ESPIPE ? write(fd, at, b->aio_nbytes) : n;
    case SYNC: return fsync(fd);
    default: return fdatasync(fd);
    }
}

/* A request has ended; called without the lock. */
static void finish(struct request *r, ssize_t value, int error) {
    struct lot *lot = r->lot, over;
    struct sigevent event = r->block->aio_sigevent;
    int is_last = 0;
    pthread_mutex_lock(&lock);
    r->block->__return_value = value;
    r->block->__error_code = error;
    if (lot) {
        lot->failed |= error != 0;
        is_last = --lot->left == 0 && !lot->waited_for;
        if (is_last) {
            over = *lot;
            free(lot);
        }
    }
    ended++;
    pthread_mutex_unlock(&lock);
    __syscall(SYS_futex, &ended, 1, 0x7fffffff);
    free(r);
    __notify(&event, SI_ASYNCIO);
    if (is_last) __notify(&over.event, SI_ASYNCIO);
}

static void *work(void *arg) {
    struct worker *w = arg;
    for (int more = 1; more;) {
        struct request *r = w->requests;
        ssize_t value = perform(r);
        int error = value < 0 ? errno : 0;
        pthread_mutex_lock(&lock);
        w->requests = r->next;
        more = w->requests != NULL;
        if (!more) {
            struct worker **at = &workers;
            while (*at != w) at = &(*at)->next;
            *at = w->next;
        }
        pthread_mutex_unlock(&lock);
        finish(r, value, error);
    }
    free(w);
    return NULL;
}

static struct worker *worker_of(int fd) {
    struct worker *w = workers;
    while (w && w->fd != fd) w = w->next;
    return w;
}

static int refuse(struct aiocb *block, int error) {
    block->__error_code = errno = error;
    block->__return_value = -1;
    return -1;
}

/* Behind those that are as urgent, and in no case before the one that is being done. */
static void enqueue(struct worker *w, struct request *r) {
    struct request **at = &w->requests->next;
    while (*at && (*at)->block->aio_reqprio <= r->block->aio_reqprio) at = &(*at)->next;
    r->next = *at;
    *at = r;
}

static int submit(struct aiocb *block, int what, struct lot *lot) {
    if (block->aio_reqprio < 0 || block->aio_reqprio > 20) return refuse(block, EINVAL);
    struct request *r = malloc(sizeof *r);
    if (!r) return refuse(block, EAGAIN);
    *r = (struct request) {block, what, lot, NULL};
    block->__error_code = EINPROGRESS;
    block->__return_value = 0;
    int error = 0;
    pthread_mutex_lock(&lock);
    struct worker *w = worker_of(block->aio_fildes);
    if (w) enqueue(w, r);
    else if (!(w = malloc(sizeof *w))) error = EAGAIN;
    else {
        *w = (struct worker) {block->aio_fildes, r, workers};
        workers = w;
        error = __start_quietly(work, w);
        if (error) {
            workers = w->next;
            free(w);
        }
    }
    pthread_mutex_unlock(&lock);
    if (!error) return 0;
    free(r);
    return refuse(block, error);
}

int aio_read(struct aiocb *aiocbp) {
    return submit(aiocbp, READ, NULL);
}

int aio_write(struct aiocb *aiocbp) {
    return submit(aiocbp, WRITE, NULL);
}

int aio_fsync(int operation, struct aiocb *aiocbp) {
    int flags = fcntl(aiocbp->aio_fildes, F_GETFL);
    errno = operation != O_SYNC && operation != O_DSYNC ? EINVAL : EBADF;
    if (errno == EINVAL || flags < 0 || (flags & O_ACCMODE) == O_RDONLY) return -1;
    return submit(aiocbp, operation == O_SYNC ? SYNC : DATA_SYNC, NULL);
}

int aio_error(const struct aiocb *aiocbp) {
    return aiocbp->__error_code;
}

ssize_t aio_return(struct aiocb *aiocbp) {
    return aiocbp->__return_value;
}

int aio_suspend(const struct aiocb *const list[], int nent, const struct timespec *timeout) {
    struct timespec until, *limit = __from_now(timeout, &until);
    for (;;) {
        int seen = ended, some = 0;
        for (int i = 0; i < nent; i++) {
            if (!list[i]) continue;
            some = 1;
            if (list[i]->__error_code != EINPROGRESS) return 0;
        }
        if (!some) return 0;
        int error = __await(&ended, seen, limit);
        if (error == 0) continue;
        errno = error == ETIMEDOUT ? EAGAIN : error;
        return -1;
    }
}

int aio_cancel(int fildes, struct aiocb *aiocbp) {
    struct request *gone = NULL;
    int result = AIO_ALLDONE;
    if (fcntl(fildes, F_GETFL) < 0) return -1;
    if (aiocbp && aiocbp->aio_fildes != fildes) {
        errno = EINVAL;
        return -1;
    }
    pthread_mutex_lock(&lock);
    struct worker *w = worker_of(fildes);
    if (w) {
        struct request **at = &w->requests->next;
        if (!aiocbp || w->requests->block == aiocbp) result = AIO_NOTCANCELED;
        while (*at) {
            struct request *r = *at;
            if (aiocbp && r->block != aiocbp) {
                at = &r->next;
                continue;
            }
            *at = r->next;
            r->next = gone;
            gone = r;
            if (aiocbp) result = AIO_CANCELED;
        }
    }
    pthread_mutex_unlock(&lock);
    while (gone) {
        struct request *r = gone;
        gone = r->next;
        finish(r, -1, ECANCELED);
    }
    return result;
}

static int wait_for_lot(struct lot *lot) {
    int error = 0;
    while (lot->left > 0 && !error) {
        int seen = ended;
        if (lot->left > 0) error = __await(&ended, seen, NULL);
    }
    pthread_mutex_lock(&lock);
    int over = lot->left == 0;
    if (!error && lot->failed) error = EIO;
    lot->waited_for = 0;
    lot->event.sigev_notify = SIGEV_NONE;
    pthread_mutex_unlock(&lock);
    if (over) free(lot);
    if (!error) return 0;
    errno = error;
    return -1;
}

int lio_listio(int mode, struct aiocb *const list[], int nent, struct sigevent *sig) {
    if (mode != LIO_WAIT && mode != LIO_NOWAIT) {
        errno = EINVAL;
        return -1;
    }
    struct lot *lot = calloc(1, sizeof *lot);
    if (!lot) return -1;
    lot->event.sigev_notify = SIGEV_NONE;
    if (sig) lot->event = *sig;
    /* Until all have been handed over this is one of them, so that none is the last before. */
    lot->left = lot->waited_for = 1;
    int refused = 0;
    for (int i = 0; i < nent; i++) {
        if (!list[i] || list[i]->aio_lio_opcode == LIO_NOP) continue;
        int what = list[i]->aio_lio_opcode == LIO_READ ? READ : WRITE;
        pthread_mutex_lock(&lock);
        lot->left++;
        pthread_mutex_unlock(&lock);
        if (list[i]->aio_lio_opcode != LIO_READ && list[i]->aio_lio_opcode != LIO_WRITE) refuse(list[i], EINVAL);
        else if (submit(list[i], what, lot) == 0) continue;
        pthread_mutex_lock(&lock);
        lot->left--;
        pthread_mutex_unlock(&lock);
        refused = 1;
    }
    pthread_mutex_lock(&lock);
    int left = --lot->left;
    lot->failed |= refused;
    lot->waited_for = mode == LIO_WAIT;
    pthread_mutex_unlock(&lock);
    if (mode == LIO_WAIT) return wait_for_lot(lot);
    if (left == 0) {
        __notify(&lot->event, SI_ASYNCIO);
        free(lot);
    }
    if (!refused) return 0;
    errno = EIO;
    return -1;
}

void aio_init(const struct aioinit *init) {
    (void) init;
}
`;

const NAMES = `${SHARED}
struct request {
    struct gaicb *block;
    struct lot *lot;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static volatile int ended;

static void *work(void *arg) {
    struct request *r = arg;
    struct gaicb *b = r->block;
    struct lot over;
    int is_last, error = getaddrinfo(b->ar_name, b->ar_service, b->ar_request, &b->ar_result);
    pthread_mutex_lock(&lock);
    b->__return = error;
    is_last = --r->lot->left == 0 && !r->lot->waited_for;
    if (is_last) {
        over = *r->lot;
        free(r->lot);
    }
    ended++;
    pthread_mutex_unlock(&lock);
    __syscall(SYS_futex, &ended, 1, 0x7fffffff);
    free(r);
    if (is_last) __notify(&over.event, SI_ASYNCNL);
    return NULL;
}

static const char *word(int ecode) {
    switch (ecode) {
    case EAI_INPROGRESS: return "Processing request in progress";
    case EAI_CANCELED: return "Request canceled";
    case EAI_NOTCANCELED: return "Request not canceled";
    case EAI_ALLDONE: return "All requests done";
    case EAI_INTR: return "Interrupted by a signal";
    default: return "Unknown error";
    }
}

extern const char *(*__gai_word)(int ecode);

int getaddrinfo_a(int mode, struct gaicb *list[], int nitems, struct sigevent *sevp) {
    if (mode != GAI_WAIT && mode != GAI_NOWAIT) {
        errno = EINVAL;
        return EAI_SYSTEM;
    }
    struct lot *lot = calloc(1, sizeof *lot);
    if (!lot) return EAI_MEMORY;
    lot->event.sigev_notify = SIGEV_NONE;
    if (sevp) lot->event = *sevp;
    lot->left = lot->waited_for = 1;
    __gai_word = word;
    int result = 0;
    for (int i = 0; i < nitems; i++) {
        if (!list[i]) continue;
        struct request *r = malloc(sizeof *r);
        list[i]->__return = EAI_INPROGRESS;
        pthread_mutex_lock(&lock);
        lot->left++;
        pthread_mutex_unlock(&lock);
        if (r) *r = (struct request) {list[i], lot};
        if (r && __start_quietly(work, r) == 0) continue;
        free(r);
        pthread_mutex_lock(&lock);
        lot->left--;
        pthread_mutex_unlock(&lock);
        result = list[i]->__return = EAI_AGAIN;
    }
    while (mode == GAI_WAIT && lot->left > 1) {
        int seen = ended;
        if (lot->left > 1) __await(&ended, seen, NULL);
    }
    pthread_mutex_lock(&lock);
    int left = --lot->left;
    lot->waited_for = 0;
    pthread_mutex_unlock(&lock);
    if (left > 0) return result;
    if (mode == GAI_NOWAIT) __notify(&lot->event, SI_ASYNCNL);
    free(lot);
    return result;
}

int gai_error(struct gaicb *req) {
    return req->__return;
}

int gai_suspend(const struct gaicb *const list[], int nitems, const struct timespec *timeout) {
    struct timespec until, *limit = __from_now(timeout, &until);
    for (int begun = 0;; begun = 1) {
        int seen = ended, waiting = 0, done = 0;
        for (int i = 0; i < nitems; i++)
            if (list[i]) *(list[i]->__return == EAI_INPROGRESS ? &waiting : &done) += 1;
        if (waiting == 0 && !begun) return EAI_ALLDONE;
        if (done > 0) return 0;
        int error = __await(&ended, seen, limit);
        if (error) return error == EINTR ? EAI_INTR : EAI_AGAIN;
    }
}

/* A thread has each request in hand from the beginning, and so it is too late. */
int gai_cancel(struct gaicb *req) {
    return req->__return == EAI_INPROGRESS ? EAI_NOTCANCELED : EAI_ALLDONE;
}
`;

const AIO_HEADER = `struct aiocb {
    int aio_fildes, aio_lio_opcode, aio_reqprio;
    volatile void *aio_buf;
    size_t aio_nbytes;
    struct sigevent aio_sigevent;
    struct aiocb *__next_prio;
    int __abs_prio, __policy, __error_code;
    ssize_t __return_value;
    off_t aio_offset;
    char __glibc_reserved[32];
};
struct aioinit {
    int aio_threads, aio_num, aio_locks, aio_usedba, aio_debug, aio_numusers, aio_idle_time, aio_reserved;
};
enum { AIO_CANCELED, AIO_NOTCANCELED, AIO_ALLDONE };
enum { LIO_READ, LIO_WRITE, LIO_NOP };
enum { LIO_WAIT, LIO_NOWAIT };
void aio_init(const struct aioinit *init);
int aio_read(struct aiocb *aiocbp);
int aio_write(struct aiocb *aiocbp);
int aio_fsync(int operation, struct aiocb *aiocbp);
int aio_error(const struct aiocb *aiocbp);
ssize_t aio_return(struct aiocb *aiocbp);
int aio_suspend(const struct aiocb *const list[], int nent, const struct timespec *timeout);
int aio_cancel(int fildes, struct aiocb *aiocbp);
int lio_listio(int mode, struct aiocb *const list[], int nent, struct sigevent *sig);
#define aiocb64 aiocb
#define aio_read64 aio_read
#define aio_write64 aio_write
#define aio_fsync64 aio_fsync
#define aio_error64 aio_error
#define aio_return64 aio_return
#define aio_suspend64 aio_suspend
#define aio_cancel64 aio_cancel
#define lio_listio64 lio_listio`;

export const ASYNC_PART: LibraryPart = {
  headers: [
    {
      name: 'aio.h',
      includes: ['fcntl.h', 'signal.h', 'stddef.h', 'sys/types.h', 'time.h'],
      text: AIO_HEADER,
    },
  ],
  sources: [
    { name: 'libc/async.c', text: NOTICES },
    { name: 'libc/aio.c', text: AIO },
    { name: 'libc/async-names.c', text: NAMES },
  ],
};

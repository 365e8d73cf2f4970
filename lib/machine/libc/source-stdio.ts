// <stdio.h>: buffers over read(2) and write(2).
//
// One idea: a stream is a descriptor and a buffer. A terminal gets its lines as they end, stderr
// every byte at once, anything else whole buffers; so output that is still in the buffer is output
// that no one has seen, and a fgets that waits is a read that waits.
//
// Source: ISO C17 7.21; glibc 2.41 as strace shows it (test/conformance/traced/stdio-writes.c) for sizes and
// moments: since 2.37 printf goes through a buffer of 128 bytes of its own where the stream's has no room.
// Departs: printf stays printf, of which gcc makes puts and fputs where it may; fseek always asks the
// kernel; setvbuf uses the size of the program's buffer and memory of its own; perror writes to stderr
// itself, where glibc first duplicates the descriptor.

import type { SourceFile } from '../../cc/compile.ts';

/** How many characters ungetc may put back before the first one of a buffer. */
const BACK = 8;

const STREAM = `
#define BACK ${BACK}
struct _IO_FILE {
    int fd;              /* -1: memory (sscanf, fmemopen) */
    int can;             /* CAN_READ, CAN_WRITE; of a wide stream times WIDE */
    int mode;            /* _IOFBF, _IOLBF, _IONBF, or UNDECIDED until the first byte */
    int eof, error;
    int append;
    char *buffer;
    size_t size;
    size_t unsent;       /* output: buffer[0 .. unsent) has not been written yet */
    size_t unread, end;  /* input: buffer[unread .. end) has not been asked for yet */
    char spare[BACK + 1];/* the buffer of a stream that found no memory for one */
    int lock, holds;     /* threads: 0 free, 1 held, 2 held and waited for */
    void *owner;
    int (*sink)(FILE *f, const char *bytes, size_t n);
    ssize_t (*pull)(FILE *f, char *to, size_t n);       /* fopencookie: instead of read, lseek and close */
    off_t (*move)(FILE *f, off_t off, int whence);
    int (*finish)(FILE *f);
    struct memory *memory;
    FILE *next;          /* the open streams, for fflush(NULL) and exit */
};

#define UNDECIDED (-1)
#define CAN_READ 1
#define CAN_WRITE 2
#define WIDE 4           /* so bytes are refused: see source-wide.ts */
#define NARROW 16        /* a stream of bytes, buffer or not */
#define IS_WIDE(f) ((f)->can & 3 * WIDE)

/* Threads keep out of each other's streams; a program without threads does not even ask. */
#define LOCK(f) if (__threads) flockfile(f)
#define UNLOCK(f) if (__threads) funlockfile(f)

extern int __threads;
extern void (*__cancelled)(long result);
void __prepare(FILE *f);
size_t __put(FILE *f, const char *bytes, size_t n);
int __settle(FILE *f);

/* Natives: see native-thread.ts. */
int __cas(int *word, int old, int new);
int __swap(int *word, int new);
void *__self(void);
`;

const BUFFERS = String.raw`
#define _GNU_SOURCE
#include <bits/libc.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
${STREAM}
static FILE standard[3] = {
    {.fd = STDIN_FILENO, .can = CAN_READ, .mode = UNDECIDED, .next = &standard[1]},
    {.fd = STDOUT_FILENO, .can = CAN_WRITE, .mode = UNDECIDED, .next = &standard[2]},
    {.fd = STDERR_FILENO, .can = CAN_WRITE, .mode = _IONBF},
};
FILE *stdin = &standard[0];
FILE *stdout = &standard[1];
FILE *stderr = &standard[2];
static FILE *open_files = &standard[0];

extern void (*__flush_all)(void);

/* Input that was read ahead and not used is given back, where the descriptor can go back. */
static void flush_all(void) {
    fflush(NULL);
    for (FILE *f = open_files; f; f = f->next)
        if (f->fd >= 0 && f->unread < f->end) lseek(f->fd, f->unread - f->end, SEEK_CUR);
}

/* Whether the calling thread is in the middle of a stream's work, and so cannot end. */
int __holds_stream(void) {
    for (FILE *f = open_files; f; f = f->next)
        if (f->lock && f->owner == __self()) return 1;
    return 0;
}

/* Chooses mode and size at the first byte, as fstat(2) advises. */
void __prepare(FILE *f) {
    if (f->buffer) return;
    struct stat st;
    int saved = errno;
    if (f->size == 0) f->size = BUFSIZ;
    if (f->fd >= 0 && f->size == BUFSIZ && fstat(f->fd, &st) == 0) {
        int pts = st.st_rdev >> 8 >= 136 && st.st_rdev >> 8 <= 143;
        if (f->mode == UNDECIDED && S_ISCHR(st.st_mode) && (pts || isatty(f->fd)))
            f->mode = _IOLBF;
        if (st.st_blksize > 0 && st.st_blksize < BUFSIZ) f->size = st.st_blksize;
    }
    if (f->mode == UNDECIDED) f->mode = _IOFBF;
    if (f->mode == _IONBF) f->size = 1;
    f->buffer = malloc(f->size + BACK);
    if (!f->buffer) {
        f->buffer = f->spare;
        f->size = 1;
        f->mode = _IONBF;
    }
    f->unread = f->end = BACK;
    errno = saved;
    __flush_all = flush_all;
}

static int write_all(FILE *f, const char *bytes, size_t n) {
    if (f->sink) return f->sink(f, bytes, n);
    while (n > 0) {
        ssize_t written = write(f->fd, bytes, n);
        if (written < 0) {
            f->error = 1;
            return EOF;
        }
        bytes += written;
        n -= written;
    }
    return 0;
}

static int empty(FILE *f) {
    size_t n = f->unsent;
    f->unsent = 0;
    return n == 0 ? 0 : write_all(f, f->buffer, n);
}

/* Before output: input that was read ahead did not happen. A socket cannot go back, and says so. */
static int turn(FILE *f) {
    if (IS_WIDE(f)) return EOF;
    if (!(f->can & CAN_WRITE)) {
        errno = EBADF;
        f->error = 1;
        return EOF;
    }
    if (f->unread < f->end) {
        if (f->fd >= 0 && lseek(f->fd, f->unread - f->end, SEEK_CUR) < 0) {
            f->error = 1;
            return EOF;
        }
        f->unread = f->end = BACK;
    }
    return 0;
}

/* What fits goes into the buffer, and to a terminal all its complete lines leave at once. What does not
   fit goes as full buffers, the rest line by line; a buffer that is yet to be made holds nothing.
   Returns how many bytes were taken, of such a rest without a newline that could not leave; -1 where all
   were, and a line of them could not leave. */
static size_t put(FILE *f, const char *bytes, size_t n) {
    if ((f->unread < f->end || !(f->can & CAN_WRITE)) && turn(f) < 0) return 0;
    if (f->mode == _IONBF) {
        if (!f->buffer) f->buffer = f->spare, f->size = 1, f->unread = f->end = BACK;
        return write_all(f, bytes, n) < 0 ? 0 : n;
    }
    size_t room = f->buffer ? f->size - f->unsent : 0, left = n, step = n > room ? 1 : -1;
    for (__prepare(f);; room = f->size) {
        /* Ends behind the last newline of what fits, or behind the next one of such a rest. */
        size_t part = step == 1 ? 1 : left;
        size_t line = f->mode == _IOLBF && left > 0 && left <= room;
        while (line && bytes[part - 1] != '\n') line = (part += step) - 1 < left;
        if (!line) part = left < room ? left : room;
        memcpy(f->buffer + f->unsent, bytes, part);
        f->unsent += part;
        left -= part;
        if (left == 0 && !line) return n;
        if (empty(f) < 0) return left || step == 1 ? n - left - (step == line) : -1ul;
        bytes += part;
        part = f->size < 128 ? left : left - left % f->size;
        if (part > 0 && write_all(f, bytes, part) < 0) return n - left;
        bytes += part;
        left -= part;
    }
}

size_t __put(FILE *f, const char *bytes, size_t n) {
    LOCK(f);
    size_t done = put(f, bytes, n);
    UNLOCK(f);
    return done;
}

/* Before input: what was said so far goes out. */
int __settle(FILE *f) {
    if (f->can & CAN_READ) return empty(f);
    if (IS_WIDE(f)) return EOF;
    errno = EBADF;
    f->error = 1;
    return EOF;
}

int fflush(FILE *stream) {
    if (stream) {
        LOCK(stream);
        int done = empty(stream);
        if (stream->fd >= 0 && stream->unread < stream->end &&
            lseek(stream->fd, stream->unread - stream->end, SEEK_CUR) >= 0)
            stream->unread = stream->end = BACK;
        UNLOCK(stream);
        return done;
    }
    int result = 0;
    for (FILE *f = open_files; f; f = f->next)
        if (f->unsent > 0 && empty(f) < 0) result = EOF;
    return result;
}

static int flags_of(const char *modes) {
    int plus = strchr(modes, '+') != NULL;
    int more = (strchr(modes, 'e') ? O_CLOEXEC : 0) | (strchr(modes, 'x') ? O_EXCL : 0);
    switch (modes[0]) {
    case 'r': return (more & O_CLOEXEC) | (plus ? O_RDWR : O_RDONLY);
    case 'w': return more | (plus ? O_RDWR : O_WRONLY) | O_CREAT | O_TRUNC;
    case 'a': return more | (plus ? O_RDWR : O_WRONLY) | O_CREAT | O_APPEND;
    }
    errno = EINVAL;
    return -1;
}

FILE *__new_stream(int fd, int flags) {
    FILE *f = calloc(1, sizeof *f);
    if (!f) return NULL;
    f->fd = fd;
    f->can = (flags & O_ACCMODE) + 1;
    f->append = flags & O_APPEND;
    f->mode = UNDECIDED;
    f->next = open_files;
    open_files = f;
    return f;
}

FILE *fdopen(int fd, const char *modes) {
    int flags = flags_of(modes);
    if (flags < 0) return NULL;
    int now = fcntl(fd, F_GETFL);
    if (now < 0) return NULL;
    int held = now & O_ACCMODE, wanted = flags & O_ACCMODE;
    if (held != O_RDWR && held != wanted) {
        errno = EINVAL;
        return NULL;
    }
    if (flags & O_APPEND && !(now & O_APPEND)) fcntl(fd, F_SETFL, now | O_APPEND);
    return __new_stream(fd, flags);
}

FILE *fopen(const char *filename, const char *modes) {
    int flags = flags_of(modes);
    if (flags < 0) return NULL;
    int fd = open(filename, flags, 0666);
    return fd < 0 ? NULL : __new_stream(fd, flags);
}

static int shut(FILE *f) {
    int result = empty(f);
    if (f->fd >= 0 && close(f->fd) < 0) result = EOF;
    if (f->finish && f->finish(f) < 0) result = EOF;
    if (f->buffer != f->spare) free(f->buffer);
    f->buffer = NULL;
    f->unsent = f->unread = f->end = f->size = 0;
    return result;
}

int fclose(FILE *stream) {
    LOCK(stream);
    int result = shut(stream);
    for (FILE **f = &open_files; *f; f = &(*f)->next)
        if (*f == stream) {
            *f = stream->next;
            break;
        }
    UNLOCK(stream);
    if (stream->memory) free(stream->memory);
    if (stream < standard || stream >= standard + 3) free(stream);
    else stream->fd = -1, stream->can = 0;
    return result;
}

/* The stream stays where it is, and so does the number of its descriptor. */
FILE *freopen(const char *filename, const char *modes, FILE *stream) {
    int flags = flags_of(modes), old = stream->fd;
    if (flags < 0) return NULL;
    empty(stream);
    stream->fd = -1;
    shut(stream);
    int fd = filename ? open(filename, flags, 0666) : dup(old);
    if (fd < 0) {
        if (old >= 0) close(old);
        return NULL;
    }
    if (old >= 0 && fd != old) {
        dup2(fd, old);
        close(fd);
        fd = old;
    }
    stream->fd = fd;
    stream->can = (flags & O_ACCMODE) + 1;
    stream->append = flags & O_APPEND;
    stream->eof = stream->error = 0;
    if (stream != stderr) stream->mode = UNDECIDED;
    return stream;
}

int setvbuf(FILE *stream, char *buf, int modes, size_t n) {
    if (modes < _IOFBF || modes > _IONBF) return -1;
    empty(stream);
    stream->mode = modes;
    if (stream->buffer && stream->unread == stream->end) {
        if (stream->buffer != stream->spare) free(stream->buffer);
        if (!IS_WIDE(stream)) stream->can |= NARROW;
        stream->buffer = NULL;
        stream->unread = stream->end = 0;
    }
    if (!stream->buffer) stream->size = buf && n > 0 ? n : 0;  /* in memory of its own */
    return 0;
}

void setbuffer(FILE *stream, char *buf, size_t size) {
    setvbuf(stream, buf, buf ? _IOFBF : _IONBF, size);
}

void setbuf(FILE *stream, char *buf) {
    setbuffer(stream, buf, BUFSIZ);
}

void setlinebuf(FILE *stream) {
    setvbuf(stream, NULL, _IOLBF, 0);
}

int fileno(FILE *stream) {
    if (stream->fd < 0) {
        errno = EBADF;
        return -1;
    }
    return stream->fd;
}

int feof(FILE *stream) {
    return stream->eof;
}

int ferror(FILE *stream) {
    return stream->error;
}

void clearerr(FILE *stream) {
    stream->eof = stream->error = 0;
}

int ftrylockfile(FILE *stream) {
    if (stream->lock && stream->owner == __self()) stream->holds++;
    else if (__cas(&stream->lock, 0, 1) == 0) stream->owner = __self(), stream->holds = 1;
    else return -1;
    return 0;
}

void flockfile(FILE *stream) {
    while (ftrylockfile(stream) < 0) {
        if (__swap(&stream->lock, 2) != 0) __syscall(SYS_futex, &stream->lock, 128, 2, 0);
        else {
            stream->owner = __self(), stream->holds = 1;
            return;
        }
    }
}

void funlockfile(FILE *stream) {
    if (--stream->holds > 0) return;
    stream->owner = NULL;
    if (__swap(&stream->lock, 0) == 2) __syscall(SYS_futex, &stream->lock, 129, 1);
    if (__cancelled) __cancelled(0);
}
`;

const OUTPUT = String.raw`
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
${STREAM}
size_t fwrite(const void *ptr, size_t size, size_t n, FILE *stream) {
    if (size == 0 || n == 0) return 0;
    size_t done = __put(stream, ptr, size * n);
    /* As in glibc, what is in the buffer counts as written, whatever becomes of it. */
    return done == -1ul ? n : done / size;
}

int fputs(const char *s, FILE *stream) {
    size_t n = strlen(s);
    return __put(stream, s, n) == n ? 1 : EOF;
}

int fputc(int c, FILE *stream) {
    char byte = c;
    return __put(stream, &byte, 1) == 1 ? (unsigned char) c : EOF;
}

int putc(int c, FILE *stream) {
    return fputc(c, stream);
}

int putchar(int c) {
    return fputc(c, stdout);
}

int puts(const char *s) {
    int n = strlen(s);
    LOCK(stdout);
    int result = fputs(s, stdout) == EOF || putchar('\n') == EOF ? EOF : n + 1;
    UNLOCK(stdout);
    return result;
}

int vfprintf(FILE *stream, const char *format, va_list arg) {
    char *text;
    int n = vasprintf(&text, format, arg);
    if (n < 0) return -1;
    LOCK(stream);
    /* Into the buffer as it empties; where that has no room at first, 128 bytes at a time. */
    for (int done = 0, part; done < n; done += part) {
        int room = 0;
        if (stream->mode == _IOFBF && stream->buffer) {
            if (done > 0 && stream->unsent == stream->size) fflush(stream);
            room = stream->size - stream->unsent;
        }
        if (room == 0) room = 128;
        part = n - done < room ? n - done : room;
        if (__put(stream, text + done, part) != (size_t)part) n = -1;
    }
    UNLOCK(stream);
    free(text);
    return n;
}

int vprintf(const char *format, va_list arg) {
    return vfprintf(stdout, format, arg);
}

int fprintf(FILE *stream, const char *format, ...) {
    va_list arg;
    va_start(arg, format);
    int n = vfprintf(stream, format, arg);
    va_end(arg);
    return n;
}

int printf(const char *format, ...) {
    va_list arg;
    va_start(arg, format);
    int n = vfprintf(stdout, format, arg);
    va_end(arg);
    return n;
}

int vdprintf(int fd, const char *format, va_list arg) {
    char buffer[2048];
    FILE f = {fd, CAN_WRITE, _IOFBF, .buffer = buffer, .size = sizeof buffer};
    int n = vfprintf(&f, format, arg);
    return fflush(&f) < 0 ? -1 : n;
}

int dprintf(int fd, const char *format, ...) {
    va_list arg;
    va_start(arg, format);
    int n = vdprintf(fd, format, arg);
    va_end(arg);
    return n;
}

/* The library's own messages are told to bytes and to wide characters alike: a stream is one of bytes until this is called
   again with what it was. */
int __narrow(FILE *f, int can) {
    int was = f->can;
    f->can = can ? can : IS_WIDE(f) ? was / WIDE : was;
    return was;
}

void perror(const char *s) {
    int saved = errno, can = __narrow(stderr, 0);
    if (s && *s) fprintf(stderr, "%s: %s\n", s, strerror(saved));
    else fprintf(stderr, "%s\n", strerror(saved));
    __narrow(stderr, can);
    errno = saved;
}
`;

export const STDIO_SOURCES: readonly SourceFile[] = [
  { name: 'libc/buffers.c', text: BUFFERS },
  { name: 'libc/output.c', text: OUTPUT },
];

/** What the sources of input and of positions share with the above. */
export const STREAM_TEXT = STREAM;

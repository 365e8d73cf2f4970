// <stdio.h>: buffers over read(2) and write(2).
//
// One idea: a stream is a descriptor and a buffer. A terminal gets its lines as they end, stderr
// every byte at once, anything else whole buffers; so output that is still in the buffer is output
// that no one has seen, and a fgets that waits is a read that waits.
//
// Source: ISO C17 7.21; glibc 2.36 fileops.c and filedoalloc.c for sizes and moments.
// Departs: no locks, no seeking, one byte of ungetc; printf gives its text to the buffer in one
// piece; perror writes to stderr itself, where glibc first duplicates the descriptor.

import type { SourceFile } from '../../cc/compile.ts';

const STREAM = `
struct _IO_FILE {
    int fd;              /* -1: a string in memory (sscanf) */
    int mode;            /* _IOFBF, _IOLBF, _IONBF, or UNDECIDED until the first byte */
    int eof, error;
    char *buffer;
    size_t size;
    size_t unsent;       /* output: buffer[0 .. unsent) has not been written yet */
    size_t unread, end;  /* input: buffer[unread .. end) has not been asked for yet */
    char byte[2];        /* the buffer of a stream that found no memory for one */
    FILE *next;          /* the open streams, for fflush(NULL) and exit */
};

#define UNDECIDED (-1)

void __prepare(FILE *f);
size_t __put(FILE *f, const char *bytes, size_t n);
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
    {.fd = STDIN_FILENO, .mode = UNDECIDED, .next = &standard[1]},
    {.fd = STDOUT_FILENO, .mode = UNDECIDED, .next = &standard[2]},
    {.fd = STDERR_FILENO, .mode = _IONBF},
};
FILE *stdin = &standard[0];
FILE *stdout = &standard[1];
FILE *stderr = &standard[2];
static FILE *open_files = &standard[0];

extern void (*__flush_all)(void);

static void flush_all(void) {
    fflush(NULL);
}

/* Chooses mode and size at the first byte, as fstat(2) advises. */
void __prepare(FILE *f) {
    if (f->buffer) return;
    struct stat st;
    int saved = errno;
    f->size = BUFSIZ;
    if (fstat(f->fd, &st) == 0) {
        int pts = st.st_rdev >> 8 >= 136 && st.st_rdev >> 8 <= 143;
        if (f->mode == UNDECIDED && S_ISCHR(st.st_mode) && (pts || isatty(f->fd)))
            f->mode = _IOLBF;
        if (st.st_blksize > 0 && st.st_blksize < BUFSIZ) f->size = st.st_blksize;
    }
    if (f->mode == UNDECIDED) f->mode = _IOFBF;
    if (f->mode == _IONBF) f->size = 1;
    f->buffer = malloc(f->size + 1);  /* and one byte that ungetc may put back */
    if (!f->buffer) {
        f->buffer = f->byte;
        f->size = 1;
        f->mode = _IONBF;
    }
    errno = saved;
    __flush_all = flush_all;
}

static int write_all(FILE *f, const char *bytes, size_t n) {
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
    return write_all(f, f->buffer, n);
}

/* Puts bytes into the buffer; what fills whole buffers goes straight to the kernel. */
static size_t append(FILE *f, const char *bytes, size_t n) {
    size_t left = n;
    while (left > 0) {
        if (f->unsent == f->size && empty(f) < 0) break;
        if (f->unsent == 0 && left >= f->size) {
            size_t whole = left - left % f->size;
            if (write_all(f, bytes, whole) < 0) break;
            bytes += whole;
            left -= whole;
            continue;
        }
        size_t room = f->size - f->unsent;
        size_t part = left < room ? left : room;
        memcpy(f->buffer + f->unsent, bytes, part);
        f->unsent += part;
        bytes += part;
        left -= part;
    }
    return n - left;
}

size_t __put(FILE *f, const char *bytes, size_t n) {
    if (f->mode == _IONBF) return write_all(f, bytes, n) < 0 ? 0 : n;
    __prepare(f);
    /* To a terminal go all the lines that are complete; the last, begun one stays. */
    size_t lines = 0;
    if (f->mode == _IOLBF)
        for (lines = n; lines > 0 && bytes[lines - 1] != '\n';) lines--;
    size_t done = append(f, bytes, lines);
    if (lines > 0 && (done < lines || empty(f) < 0)) return done;
    return done + append(f, bytes + lines, n - lines);
}

int fflush(FILE *stream) {
    if (stream) return empty(stream);
    int result = 0;
    for (FILE *f = open_files; f; f = f->next)
        if (f->unsent > 0 && empty(f) < 0) result = EOF;
    return result;
}

static int flags_of(const char *modes) {
    int plus = strchr(modes, '+') != NULL;
    int cloexec = strchr(modes, 'e') ? O_CLOEXEC : 0;
    switch (modes[0]) {
    case 'r': return cloexec | (plus ? O_RDWR : O_RDONLY);
    case 'w': return cloexec | (plus ? O_RDWR : O_WRONLY) | O_CREAT | O_TRUNC;
    case 'a': return cloexec | (plus ? O_RDWR : O_WRONLY) | O_CREAT | O_APPEND;
    }
    errno = EINVAL;
    return -1;
}

FILE *fdopen(int fd, const char *modes) {
    if (flags_of(modes) < 0) return NULL;
    FILE *f = calloc(1, sizeof *f);
    if (!f) return NULL;
    f->fd = fd;
    f->mode = UNDECIDED;
    f->next = open_files;
    open_files = f;
    return f;
}

FILE *fopen(const char *filename, const char *modes) {
    int flags = flags_of(modes);
    if (flags < 0) return NULL;
    int fd = open(filename, flags, 0666);
    return fd < 0 ? NULL : fdopen(fd, modes);
}

int fclose(FILE *stream) {
    int result = empty(stream);
    for (FILE **f = &open_files; *f; f = &(*f)->next)
        if (*f == stream) {
            *f = stream->next;
            break;
        }
    if (close(stream->fd) < 0) result = EOF;
    if (stream->buffer != stream->byte) free(stream->buffer);
    stream->buffer = NULL;
    if (stream < standard || stream >= standard + 3) free(stream);
    return result;
}

int setvbuf(FILE *stream, char *buf, int modes, size_t n) {
    (void) buf;  /* the stream keeps its own memory */
    (void) n;
    stream->mode = modes;
    return 0;
}

void setbuf(FILE *stream, char *buf) {
    setvbuf(stream, buf, buf ? _IOFBF : _IONBF, BUFSIZ);
}

void setlinebuf(FILE *stream) {
    setvbuf(stream, NULL, _IOLBF, 0);
}

int fileno(FILE *stream) {
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
    return __put(stream, ptr, size * n) / size;
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
    return fputs(s, stdout) == EOF || putchar('\n') == EOF ? EOF : n + 1;
}

int vfprintf(FILE *stream, const char *format, va_list arg) {
    char *text;
    int n = vasprintf(&text, format, arg);
    if (n < 0) return -1;
    size_t written = __put(stream, text, n);
    free(text);
    return written == (size_t) n ? n : -1;
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
    FILE f = {.fd = fd, .mode = _IONBF};
    return vfprintf(&f, format, arg);
}

int dprintf(int fd, const char *format, ...) {
    va_list arg;
    va_start(arg, format);
    int n = vdprintf(fd, format, arg);
    va_end(arg);
    return n;
}

void perror(const char *s) {
    int saved = errno;
    if (s && *s) fprintf(stderr, "%s: %s\n", s, strerror(saved));
    else fprintf(stderr, "%s\n", strerror(saved));
    errno = saved;
}
`;

const INPUT = String.raw`
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
${STREAM}
/* Asks the kernel for more; what it sleeps on is an ordinary read. */
static int fill(FILE *f) {
    if (f->fd < 0 || f->eof) return EOF;
    __prepare(f);
    /* A question on the terminal must be seen before its answer is waited for. */
    if (f->mode != _IOFBF && stdout->mode == _IOLBF) fflush(stdout);
    ssize_t n = read(f->fd, f->buffer + 1, f->size);
    f->unread = 1;
    f->end = n > 0 ? n + 1 : 1;
    if (n == 0) f->eof = 1;
    if (n < 0) f->error = 1;
    return n > 0 ? 0 : EOF;
}

int fgetc(FILE *stream) {
    if (stream->unread == stream->end && fill(stream) == EOF) return EOF;
    return (unsigned char) stream->buffer[stream->unread++];
}

int getc(FILE *stream) {
    return fgetc(stream);
}

int getchar(void) {
    return fgetc(stdin);
}

int ungetc(int c, FILE *stream) {
    if (c == EOF || stream->unread == 0) return EOF;
    char *place = &stream->buffer[--stream->unread];
    if (*place != (char) c) *place = c;  /* sscanf reads strings that may not be written */
    stream->eof = 0;
    return (unsigned char) c;
}

char *fgets(char *s, int n, FILE *stream) {
    int length = 0;
    while (length < n - 1) {
        int c = fgetc(stream);
        if (c == EOF) break;
        s[length++] = c;
        if (c == '\n') break;
    }
    if (length == 0 || stream->error) return NULL;
    s[length] = '\0';
    return s;
}

size_t fread(void *ptr, size_t size, size_t n, FILE *stream) {
    size_t wanted = size * n, done = 0;
    while (done < wanted) {
        if (stream->unread == stream->end && fill(stream) == EOF) break;
        size_t there = stream->end - stream->unread;
        size_t part = wanted - done < there ? wanted - done : there;
        memcpy((char *) ptr + done, stream->buffer + stream->unread, part);
        stream->unread += part;
        done += part;
    }
    return size == 0 ? 0 : done / size;
}

ssize_t getdelim(char **lineptr, size_t *n, int delimiter, FILE *stream) {
    ssize_t length = 0;
    int c = 0;
    while (c != delimiter && (c = fgetc(stream)) != EOF) {
        if (*lineptr == NULL || (size_t) length + 2 > *n) {
            size_t size = *lineptr == NULL || *n < 60 ? 120 : 2 * *n;
            char *larger = realloc(*lineptr, size);
            if (!larger) return -1;
            *lineptr = larger;
            *n = size;
        }
        (*lineptr)[length++] = c;
    }
    if (length == 0) return -1;
    (*lineptr)[length] = '\0';
    return length;
}

ssize_t getline(char **lineptr, size_t *n, FILE *stream) {
    return getdelim(lineptr, n, '\n', stream);
}
`;

export const STDIO_SOURCES: readonly SourceFile[] = [
  { name: 'libc/buffers.c', text: BUFFERS },
  { name: 'libc/output.c', text: OUTPUT },
  { name: 'libc/input.c', text: INPUT },
];

/** What the sources of scanf share with the above. */
export const STREAM_TEXT = STREAM;

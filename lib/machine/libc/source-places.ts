// <stdio.h>: places in files, files without a name, and streams over functions of the program.
//
// Source: ISO C17 7.21.9; fopencookie(3). Streams that are memory: source-memory-streams.ts.

import type { SourceFile } from '../../cc/compile.ts';
import { STREAM_TEXT } from './source-stdio.ts';

const PLACES = String.raw`
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
${STREAM_TEXT}
FILE *__new_stream(int fd, int flags);

int fseeko(FILE *stream, off_t off, int whence) {
    if (fflush(stream) < 0) return -1;
    if (stream->move) {
        if (whence == SEEK_CUR) off -= stream->end - stream->unread;
        if (stream->move(stream, off, whence) < 0) return -1;
        stream->unread = stream->end = stream->buffer ? BACK : 0;
    } else {
        if (whence == SEEK_CUR) off -= stream->end - stream->unread;
        if (lseek(stream->fd, off, whence) < 0) return -1;
        stream->unread = stream->end = stream->buffer ? BACK : 0;
    }
    stream->eof = 0;
    return 0;
}

off_t ftello(FILE *stream) {
    int whence = stream->append && stream->unsent ? SEEK_END : SEEK_CUR;
    off_t at = stream->move ? stream->move(stream, 0, whence) : lseek(stream->fd, 0, whence);
    return at < 0 ? -1 : at + (off_t) stream->unsent - (off_t) (stream->end - stream->unread);
}

int fseek(FILE *stream, long off, int whence) {
    return fseeko(stream, off, whence);
}

long ftell(FILE *stream) {
    return ftello(stream);
}

void rewind(FILE *stream) {
    fseeko(stream, 0, SEEK_SET);
    stream->error = 0;
}

int fgetpos(FILE *stream, fpos_t *pos) {
    pos->__pos = ftello(stream);
    return pos->__pos < 0 ? -1 : 0;
}

int fsetpos(FILE *stream, const fpos_t *pos) {
    return fseeko(stream, pos->__pos, SEEK_SET);
}

FILE *tmpfile(void) {
    char name[] = "/tmp/tmpfXXXXXX";
    int fd = mkstemp(name);
    if (fd < 0) return NULL;
    unlink(name);
    return __new_stream(fd, 2);
}

int remove(const char *filename) {
    if (unlink(filename) == 0) return 0;
    return errno == EISDIR ? rmdir(filename) : -1;
}
`;

/** Streams whose reading, writing, moving and closing are functions of the program. */
const COOKIES = String.raw`
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
${STREAM_TEXT}
struct memory {
    void *cookie;
    cookie_io_functions_t functions;
};

FILE *__new_stream(int fd, int flags);

static int sink(FILE *f, const char *bytes, size_t n) {
    struct memory *m = f->memory;
    while (n > 0) {
        ssize_t done = m->functions.write ? m->functions.write(m->cookie, bytes, n) : (ssize_t) n;
        if (done <= 0 || (size_t) done > n) {
            f->error = 1;
            return EOF;
        }
        bytes += done;
        n -= done;
    }
    return 0;
}

static ssize_t pull(FILE *f, char *to, size_t n) {
    struct memory *m = f->memory;
    return m->functions.read ? m->functions.read(m->cookie, to, n) : 0;
}

static off_t move(FILE *f, off_t off, int whence) {
    struct memory *m = f->memory;
    if (!m->functions.seek) errno = ENOTSUP;
    return m->functions.seek && m->functions.seek(m->cookie, &off, whence) == 0 ? off : -1;
}

static int finish(FILE *f) {
    struct memory *m = f->memory;
    return m->functions.close ? m->functions.close(m->cookie) : 0;
}

FILE *fopencookie(void *cookie, const char *modes, cookie_io_functions_t io_funcs) {
    int plus = strchr(modes, '+') != NULL;
    if (!*modes || !strchr("rwa", *modes)) {
        errno = EINVAL;
        return NULL;
    }
    struct memory *m = malloc(sizeof *m);
    FILE *f = m ? __new_stream(-1, plus ? O_RDWR : *modes == 'r' ? O_RDONLY : O_WRONLY) : NULL;
    if (!f) {
        free(m);
        return NULL;
    }
    *m = (struct memory) {cookie, io_funcs};
    f->can |= NARROW;
    f->memory = m;
    f->sink = sink;
    f->pull = pull;
    f->move = move;
    f->finish = finish;
    return f;
}
`;

export const PLACE_SOURCES: readonly SourceFile[] = [
  { name: 'libc/places.c', text: PLACES },
  { name: 'libc/cookies.c', text: COOKIES },
];

// <stdio.h>: streams that are memory: fmemopen, open_memstream, open_wmemstream.
//
// One idea: such a stream is one with functions of its own for reading, writing and moving, as
// fopencookie makes them, over a block of bytes with a place and an end.
//
// Source: POSIX.1-2017; glibc 2.36 for what a full block says, where zeros are put, and that the end
// of open_memstream's text is where the stream stands.
// Departs: open_wmemstream does not move.

import type { SourceFile } from '../../cc/compile.ts';
import { STREAM_TEXT } from './source-stdio.ts';

const MEMORY = String.raw`
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
${STREAM_TEXT}
struct memory {
    char *start, *own;   /* own: to be freed with the stream */
    size_t at, end, most;
    int append;
    void **text;         /* open_memstream: where the program looks */
    size_t *length;
};

FILE *__new_stream(int fd, int flags);

static FILE *memory_stream(int flags, int (*sink)(FILE *, const char *, size_t)) {
    struct memory *m = calloc(1, sizeof *m);
    FILE *f = m ? __new_stream(-1, flags) : NULL;
    if (!f) {
        free(m);
        return NULL;
    }
    f->can |= NARROW;
    f->memory = m;
    f->sink = sink;
    return f;
}

static off_t go(FILE *f, off_t off, int whence, off_t most) {
    struct memory *m = f->memory;
    off += whence == SEEK_SET ? 0 : whence == SEEK_CUR ? m->at : m->end;
    if (off < 0 || off > most) {
        errno = EINVAL;
        return -1;
    }
    return m->at = off;
}

/* ---- fmemopen ---- */

static ssize_t pull(FILE *f, char *to, size_t n) {
    struct memory *m = f->memory;
    if (m->at >= m->end) return 0;
    if (n > m->end - m->at) n = m->end - m->at;
    memcpy(to, m->start + m->at, n);
    m->at += n;
    return n;
}

static int fit(FILE *f, const char *bytes, size_t n) {
    struct memory *m = f->memory;
    size_t at = m->append ? m->end : m->at, left = m->most - at, part = n < left ? n : left;
    int zero = n == 0 || bytes[n - 1];
    if (n > left && at + zero >= m->most) part = 0;
    memcpy(m->start + at, bytes, part);
    m->at = at + part;
    if (m->at > m->end) {
        m->end = m->at;
        if (m->end < m->most && zero) m->start[m->end] = '\0';
        else if (!m->append && zero) m->start[m->most - 1] = '\0';
    }
    if (part == n) return 0;
    f->error = 1;
    errno = ENOSPC;
    return EOF;
}

static off_t move_within(FILE *f, off_t off, int whence) {
    return go(f, off, whence, ((struct memory *) f->memory)->most);
}

static int finish(FILE *f) {
    free(((struct memory *) f->memory)->own);
    return 0;
}

FILE *fmemopen(void *s, size_t len, const char *modes) {
    int plus = strchr(modes, '+') != NULL;
    if (!*modes || !strchr("rwa", *modes)) {
        errno = EINVAL;
        return NULL;
    }
    char *own = s ? NULL : calloc(1, len ? len : 1);
    if (!s && !own) return NULL;
    FILE *f = memory_stream(plus ? O_RDWR : *modes == 'r' ? O_RDONLY : O_WRONLY, fit);
    if (!f) {
        free(own);
        return NULL;
    }
    struct memory *m = f->memory;
    m->own = own;
    m->start = s ? s : own;
    m->most = len;
    m->append = *modes == 'a';
    if (*modes == 'w' && plus) *m->start = '\0';
    m->end = *modes == 'r' ? len : *modes == 'w' ? 0 : strnlen(m->start, len);
    if (m->append) m->at = m->end;
    f->append = m->append;
    f->pull = pull;
    f->move = move_within;
    f->finish = finish;
    return f;
}

/* ---- open_memstream ---- */

static void publish(struct memory *m) {
    *m->text = m->start;
    *m->length = m->at;
}

static int grow(FILE *f, const char *bytes, size_t n) {
    struct memory *m = f->memory;
    if (m->at + n + 1 > m->most) {
        size_t most = m->at + n + 1 > 2 * m->most ? m->at + n + 1 : 2 * m->most;
        char *larger = realloc(m->start, most);
        if (!larger) return EOF;
        memset(larger + m->most, 0, most - m->most);
        m->start = larger;
        m->most = most;
    }
    memcpy(m->start + m->at, bytes, n);
    m->end = m->at += n;
    publish(m);
    return 0;
}

static off_t move_on(FILE *f, off_t off, int whence) {
    off_t here = go(f, off, whence, 0x7fffffff);
    return here < 0 || grow(f, "", 0) < 0 ? -1 : here;
}

static int last(FILE *f) {
    struct memory *m = f->memory;
    m->start[m->at] = '\0';
    publish(m);
    return 0;
}

FILE *open_memstream(char **bufloc, size_t *sizeloc) {
    FILE *f = memory_stream(O_WRONLY, grow);
    if (!f) return NULL;
    struct memory *m = f->memory;
    m->text = (void **) bufloc;
    m->length = sizeloc;
    f->move = move_on;
    f->finish = last;
    grow(f, "", 0);
    return f;
}

/* ---- open_wmemstream ---- */

static int widen(FILE *f, const char *bytes, size_t n) {
    struct memory *m = f->memory;
    char *larger = realloc(m->own, m->end + n + 1);
    wchar_t *wide = realloc(m->start, (m->end + n + 1) * sizeof *wide);
    if (larger) m->own = larger;
    if (wide) m->start = (char *) wide;
    if (!larger || !wide) return EOF;
    memcpy(larger + m->end, bytes, n);
    m->end += n;
    larger[m->end] = '\0';
    const char *from = larger;
    mbstate_t state;
    memset(&state, 0, sizeof state);
    size_t length = mbsnrtowcs(wide, &from, m->end, m->end, &state);
    if (length == (size_t) -1) return EOF;
    wide[length] = 0;
    m->at = length;
    publish(m);
    return 0;
}

static int last_wide(FILE *f) {
    publish(f->memory);
    return finish(f);
}

FILE *open_wmemstream(wchar_t **bufloc, size_t *sizeloc) {
    FILE *f = memory_stream(O_WRONLY, widen);
    if (!f) return NULL;
    struct memory *m = f->memory;
    m->text = (void **) bufloc;
    m->length = sizeloc;
    f->finish = last_wide;
    widen(f, "", 0);
    f->can = CAN_WRITE * WIDE;
    return f;
}
`;

export const MEMORY_STREAM_SOURCES: readonly SourceFile[] = [
  { name: 'libc/memory-streams.c', text: MEMORY },
];

// <stdio.h>: reading characters, lines and blocks.
//
// Source: ISO C17 7.21.7 and 7.21.8; glibc 2.36 fileops.c, which reads whole buffers straight to
// where fread wants them, and iogetdelim.c for the sizes of getline.

import type { SourceFile } from '../../cc/compile.ts';
import { STREAM_TEXT } from './source-stdio.ts';

const INPUT = String.raw`
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
${STREAM_TEXT}
/* A question on the terminal must be seen before its answer is waited for. */
static void ask(FILE *f) {
    if (f->mode != _IOFBF && stdout->mode == _IOLBF) fflush(stdout);
}

static ssize_t take(FILE *f, char *to, size_t n) {
    ask(f);
    ssize_t got = f->pull ? f->pull(f, to, n) : read(f->fd, to, n);
    if (got == 0) f->eof = 1;
    if (got < 0) f->error = 1;
    return got;
}

/* Asks the kernel for more; what it sleeps on is an ordinary read. */
static int fill(FILE *f) {
    int memory = f->fd < 0 && !f->pull;
    if (memory || f->eof || __settle(f) < 0) {
        if (memory) f->eof = 1;
        return EOF;
    }
    __prepare(f);
    ssize_t n = take(f, f->buffer + BACK, f->size);
    f->unread = BACK;
    f->end = n > 0 ? n + BACK : BACK;
    return n > 0 ? 0 : EOF;
}

int fgetc(FILE *stream) {
    LOCK(stream);
    int c = stream->unread == stream->end && fill(stream) == EOF
                ? EOF : (unsigned char) stream->buffer[stream->unread++];
    UNLOCK(stream);
    return c;
}

int getc(FILE *stream) {
    return fgetc(stream);
}

int getchar(void) {
    return fgetc(stdin);
}

int ungetc(int c, FILE *stream) {
    if (c == EOF) return EOF;
    if (!stream->buffer) __prepare(stream);
    if (stream->unread == 0) return EOF;
    char *place = &stream->buffer[--stream->unread];
    /* sscanf reads strings that may not be written; a buffer has nothing in it yet to be compared. */
    if (stream->size || *place != (char) c) *place = c;
    stream->eof = 0;
    return (unsigned char) c;
}

/* Copies up to and with the delimiter, at most max bytes: how many, 0 at the end. */
static size_t piece(FILE *f, char *to, size_t max, int delimiter, int *found) {
    if (f->unread == f->end && fill(f) == EOF) return 0;
    char *from = f->buffer + f->unread;
    size_t n = f->end - f->unread < max ? f->end - f->unread : max;
    char *end = memchr(from, delimiter, n);
    *found = end != NULL;
    if (end) n = end + 1 - from;
    memcpy(to, from, n);
    f->unread += n;
    return n;
}

char *fgets(char *s, int n, FILE *stream) {
    int length = 0, found = 0, failed = stream->error;
    if (n <= 0) return NULL;
    LOCK(stream);
    stream->error = 0;
    while (length < n - 1 && !found) {
        size_t part = piece(stream, s + length, n - 1 - length, '\n', &found);
        if (part == 0) break;
        length += part;
    }
    int bad = (length == 0 && n > 1) || stream->error;
    stream->error |= failed;
    UNLOCK(stream);
    if (bad) return NULL;
    s[length] = '\0';
    return s;
}

size_t fread(void *ptr, size_t size, size_t n, FILE *stream) {
    size_t wanted = size * n, done = 0;
    LOCK(stream);
    while (done < wanted) {
        size_t left = wanted - done, there = stream->end - stream->unread;
        /* Whole buffers come straight from the kernel. */
        if (there == 0 && stream->buffer && left >= stream->size && !stream->eof &&
            stream->fd >= 0 && __settle(stream) == 0) {
            ssize_t got = take(stream, (char *) ptr + done, left - left % stream->size);
            if (got <= 0) break;
            done += got;
            continue;
        }
        if (there == 0 && fill(stream) == EOF) break;
        there = stream->end - stream->unread;
        size_t part = left < there ? left : there;
        memcpy((char *) ptr + done, stream->buffer + stream->unread, part);
        stream->unread += part;
        done += part;
    }
    UNLOCK(stream);
    return size == 0 ? 0 : done / size;
}

ssize_t getdelim(char **lineptr, size_t *n, int delimiter, FILE *stream) {
    size_t length = 0;
    int found = 0;
    LOCK(stream);
    if (*lineptr == NULL) *n = 0;
    /* After an error no line is begun, as in glibc, until clearerr(). */
    while (!stream->error && !found && (stream->unread < stream->end || fill(stream) != EOF)) {
        size_t there = stream->end - stream->unread;
        if (there > 120 && memchr(stream->buffer + stream->unread, delimiter, 119)) there = 119;
        if (length + there + 1 > *n) {
            size_t size = length + there + 1 > 2 * *n ? length + there + 1 : 2 * *n;
            if (size < 120) size = 120;
            char *larger = realloc(*lineptr, size);
            if (!larger) break;
            *lineptr = larger;
            *n = size;
        }
        length += piece(stream, *lineptr + length, *n - length - 1, delimiter, &found);
    }
    UNLOCK(stream);
    if (length == 0) return -1;
    (*lineptr)[length] = '\0';
    return length;
}

ssize_t getline(char **lineptr, size_t *n, FILE *stream) {
    return getdelim(lineptr, n, '\n', stream);
}
`;

export const INPUT_SOURCES: readonly SourceFile[] = [{ name: 'libc/input.c', text: INPUT }];

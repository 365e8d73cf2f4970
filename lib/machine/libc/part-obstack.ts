// <obstack.h>: objects that grow on a stack of chunks, and are given back together with all that came later.
//
// One idea: the newest object ends the newest chunk; where it no longer fits it moves to a larger chunk. What glibc
// has as macros are functions here, but those that name the program's own allocator.
//
// Source: the GNU C Library manual, "Obstacks"; sizes of chunks as in glibc 2.36.

import type { LibraryPart } from './parts.ts';

const OBSTACK = String.raw`#define _GNU_SOURCE
#include <obstack.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void no_memory(void) {
    fputs("memory exhausted\n", stderr);
    exit(obstack_exit_failure);
}

int obstack_exit_failure = EXIT_FAILURE;
void (*obstack_alloc_failed_handler)(void) = no_memory;

static char *aligned(struct obstack *h, char *at) {
    return (char *) (((uintptr_t) at + h->alignment_mask) & ~(uintptr_t) h->alignment_mask);
}

static struct _obstack_chunk *new_chunk(struct obstack *h, long size) {
    struct _obstack_chunk *chunk = h->use_extra_arg ? h->chunkfun(h->extra_arg, size)
                                                    : ((struct _obstack_chunk *(*)(long)) (void *) h->chunkfun)(size);
    if (!chunk) obstack_alloc_failed_handler();
    chunk->limit = (char *) chunk + size;
    return chunk;
}

static void give_back(struct obstack *h, struct _obstack_chunk *chunk) {
    if (h->use_extra_arg) h->freefun(h->extra_arg, chunk);
    else ((void (*)(void *)) (void *) h->freefun)(chunk);
}

static int begin(struct obstack *h, int size, int alignment) {
    h->chunk_size = size ? size : 4064;
    h->alignment_mask = (alignment ? alignment : 16) - 1;
    h->chunk = new_chunk(h, h->chunk_size);
    h->chunk->prev = NULL;
    h->object_base = h->next_free = aligned(h, h->chunk->contents);
    h->chunk_limit = h->chunk->limit;
    h->maybe_empty_object = h->alloc_failed = 0;
    return 1;
}

int _obstack_begin(struct obstack *h, int size, int alignment, void *(*chunkfun)(long), void (*freefun)(void *)) {
    h->chunkfun = (struct _obstack_chunk *(*)(void *, long)) (void *) chunkfun;
    h->freefun = (void (*)(void *, struct _obstack_chunk *)) (void *) freefun;
    h->use_extra_arg = 0;
    return begin(h, size, alignment);
}

int _obstack_begin_1(struct obstack *h, int size, int alignment, void *(*chunkfun)(void *, long), void (*freefun)(void *, void *), void *arg) {
    h->chunkfun = (struct _obstack_chunk *(*)(void *, long)) (void *) chunkfun;
    h->freefun = (void (*)(void *, struct _obstack_chunk *)) (void *) freefun;
    h->extra_arg = arg;
    h->use_extra_arg = 1;
    return begin(h, size, alignment);
}

/* A chunk for the growing object and so many bytes more; the old one goes if nothing else is in it. */
void _obstack_newchunk(struct obstack *h, int length) {
    struct _obstack_chunk *old = h->chunk;
    long size = h->next_free - h->object_base, wanted = size + length + (size >> 3) + h->alignment_mask + 100;
    struct _obstack_chunk *chunk = new_chunk(h, wanted < h->chunk_size ? h->chunk_size : wanted);
    char *base = aligned(h, chunk->contents);
    memcpy(base, h->object_base, size);
    chunk->prev = old;
    if (!h->maybe_empty_object && h->object_base == aligned(h, old->contents)) {
        chunk->prev = old->prev;
        give_back(h, old);
    }
    h->chunk = chunk;
    h->chunk_limit = chunk->limit;
    h->object_base = base;
    h->next_free = base + size;
    h->maybe_empty_object = 0;
}

void __obstack_room(struct obstack *h, int length) {
    if (h->chunk_limit - h->next_free < length) _obstack_newchunk(h, length);
}

void __obstack_grow(struct obstack *h, const void *from, int length, int zeros) {
    __obstack_room(h, length + zeros);
    if (length) memcpy(h->next_free, from, length);
    h->next_free += length;
    if (zeros) *h->next_free++ = '\0';
}

void __obstack_put(struct obstack *h, int c) {
    __obstack_room(h, 1);
    *h->next_free++ = (char) c;
}

void __obstack_blank(struct obstack *h, int length) {
    __obstack_room(h, length);
    h->next_free += length;
}

void *__obstack_finish(struct obstack *h) {
    char *object = h->object_base;
    if (h->next_free == object) h->maybe_empty_object = 1;
    h->next_free = aligned(h, h->next_free);
    if (h->next_free > h->chunk_limit) h->next_free = h->chunk_limit;
    h->object_base = h->next_free;
    return object;
}

int __obstack_empty(const struct obstack *h) {
    return !h->chunk->prev && h->next_free == aligned((struct obstack *) h, h->chunk->contents);
}

void __obstack_free(struct obstack *h, void *object) {
    char *at = object;
    struct _obstack_chunk *chunk = h->chunk;
    while (chunk && ((char *) chunk >= at || chunk->limit < at)) {
        struct _obstack_chunk *before = chunk->prev;
        give_back(h, chunk);
        chunk = before;
        h->maybe_empty_object = 1;
    }
    if (!chunk && at) abort();
    h->chunk = chunk;
    if (!chunk) return;
    h->object_base = h->next_free = at;
    h->chunk_limit = chunk->limit;
}

int _obstack_memory_used(struct obstack *h) {
    int bytes = 0;
    for (struct _obstack_chunk *chunk = h->chunk; chunk; chunk = chunk->prev) bytes += (int) (chunk->limit - (char *) chunk);
    return bytes;
}

int obstack_vprintf(struct obstack *obstack, const char *format, va_list args) {
    char *text;
    int n = vasprintf(&text, format, args);
    if (n < 0) return n;
    __obstack_grow(obstack, text, n, 0);
    free(text);
    return n;
}

int obstack_printf(struct obstack *obstack, const char *format, ...) {
    va_list args;
    va_start(args, format);
    int n = obstack_vprintf(obstack, format, args);
    va_end(args);
    return n;
}
`;

export const OBSTACK_PART: LibraryPart = {
  headers: [
    {
      name: 'obstack.h',
      includes: ['stddef.h', 'string.h', 'stdarg.h'],
      text: `struct _obstack_chunk {
    char *limit;
    struct _obstack_chunk *prev;
    char contents[4];
};
struct obstack {
    long chunk_size;
    struct _obstack_chunk *chunk;
    char *object_base, *next_free, *chunk_limit;
    union { ptrdiff_t tempint; void *tempptr; } temp;
    int alignment_mask;
    struct _obstack_chunk *(*chunkfun)(void *, long);
    void (*freefun)(void *, struct _obstack_chunk *);
    void *extra_arg;
    unsigned use_extra_arg : 1, maybe_empty_object : 1, alloc_failed : 1;
};
extern void (*obstack_alloc_failed_handler)(void);
extern int obstack_exit_failure;
int _obstack_begin(struct obstack *h, int size, int alignment, void *(*chunkfun)(long), void (*freefun)(void *));
int _obstack_begin_1(struct obstack *h, int size, int alignment, void *(*chunkfun)(void *, long), void (*freefun)(void *, void *),
                     void *arg);
void _obstack_newchunk(struct obstack *h, int length);
int _obstack_memory_used(struct obstack *h);
void __obstack_free(struct obstack *h, void *object);
extern void __obstack_room(struct obstack *h, int length);
extern void __obstack_grow(struct obstack *h, const void *from, int length, int zeros);
extern void __obstack_put(struct obstack *h, int c);
extern void __obstack_blank(struct obstack *h, int length);
extern void *__obstack_finish(struct obstack *h);
extern int __obstack_empty(const struct obstack *h);
int obstack_printf(struct obstack *obstack, const char *format, ...) __attribute__((format(printf, 2, 3)));
int obstack_vprintf(struct obstack *obstack, const char *format, va_list args);
#define obstack_begin(h, size) obstack_specify_allocation((h), (size), 0, obstack_chunk_alloc, obstack_chunk_free)
#define obstack_init(h) obstack_begin((h), 0)
#define obstack_specify_allocation(h, size, alignment, chunkfun, freefun) \\
    _obstack_begin((h), (size), (alignment), (void *(*)(long)) (chunkfun), (void (*)(void *)) (freefun))
#define obstack_specify_allocation_with_arg(h, size, alignment, chunkfun, freefun, arg) \\
    _obstack_begin_1((h), (size), (alignment), (void *(*)(void *, long)) (chunkfun), (void (*)(void *, void *)) (freefun), (arg))
#define obstack_chunkfun(h, f) ((h)->chunkfun = (struct _obstack_chunk *(*)(void *, long)) (f))
#define obstack_freefun(h, f) ((h)->freefun = (void (*)(void *, struct _obstack_chunk *)) (f))
#define obstack_base(h) ((void *) (h)->object_base)
#define obstack_chunk_size(h) ((h)->chunk_size)
#define obstack_next_free(h) ((h)->next_free)
#define obstack_alignment_mask(h) ((h)->alignment_mask)
#define obstack_object_size(h) ((unsigned) ((h)->next_free - (h)->object_base))
#define obstack_room(h) ((unsigned) ((h)->chunk_limit - (h)->next_free))
#define obstack_make_room(h, length) __obstack_room((h), (length))
#define obstack_empty_p(h) __obstack_empty(h)
#define obstack_grow(h, where, length) __obstack_grow((h), (where), (length), 0)
#define obstack_grow0(h, where, length) __obstack_grow((h), (where), (length), 1)
#define obstack_1grow(h, c) __obstack_put((h), (c))
#define obstack_1grow_fast(h, c) (*((h)->next_free)++ = (c))
#define obstack_ptr_grow(h, p) ({ const void *__p = (p); __obstack_grow((h), &__p, sizeof __p, 0); })
#define obstack_int_grow(h, n) ({ int __n = (n); __obstack_grow((h), &__n, sizeof __n, 0); })
#define obstack_ptr_grow_fast(h, p) ((void) (((const void **) ((h)->next_free += sizeof (void *)))[-1] = (p)))
#define obstack_int_grow_fast(h, n) ((void) (((int *) ((h)->next_free += sizeof (int)))[-1] = (n)))
#define obstack_blank(h, length) __obstack_blank((h), (length))
#define obstack_blank_fast(h, n) ((h)->next_free += (n))
#define obstack_finish(h) __obstack_finish(h)
#define obstack_alloc(h, length) ({ struct obstack *__h = (h); __obstack_blank(__h, (length)); __obstack_finish(__h); })
#define obstack_copy(h, where, length) ({ struct obstack *__h = (h); __obstack_grow(__h, (where), (length), 0); __obstack_finish(__h); })
#define obstack_copy0(h, where, length) ({ struct obstack *__h = (h); __obstack_grow(__h, (where), (length), 1); __obstack_finish(__h); })
#define obstack_free(h, object) __obstack_free((h), (object))
#define obstack_memory_used(h) _obstack_memory_used(h)`,
    },
  ],
  sources: [{ name: 'libc/obstack.c', text: OBSTACK }],
};

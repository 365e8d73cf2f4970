// <iconv.h>: text from one encoding to another, by way of what each character is in Unicode.
//
// One idea: an encoding is a pair of functions, one that reads a character and one that writes it; so each goes to each.
//
// Source: iconv(3), iconv_open(3); POSIX.1-2017; what glibc 2.36 answers for text good and bad.
// Departs: of glibc's hundreds of encodings there are ASCII, Latin-1, Latin-9 and those of Unicode; //TRANSLIT writes
// "?" for what it cannot write.

import type { LibraryPart } from './parts.ts';

const ICONV = String.raw`#include <errno.h>
#include <iconv.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { ASCII, LATIN1, LATIN9, UTF8, WORDS };

struct encoding {
    int kind, size, order, mark, limit;
};

struct conversion {
    struct encoding from, to;
    int translates, ignores, read_mark, swapped, wrote_mark;
};

/* kind or size in bytes, 1 for high byte first, 1 for a byte order mark, the last character. */
static const struct { const char *names; struct encoding encoding; } known[12] = {
    {" ASCII US-ASCII ANSI_X3.4-1968 646 ISO646-US ", {ASCII, 1, 0, 0, 0x7f}},
    {" ISO-8859-1 ISO8859-1 LATIN1 ISO_8859-1 L1 8859_1 ", {LATIN1, 1, 0, 0, 0xff}},
    {" ISO-8859-15 ISO8859-15 LATIN9 LATIN-9 ISO_8859-15 ", {LATIN9, 1, 0, 0, 0xffff}},
    {" UTF-8 UTF8 ", {UTF8, 1, 0, 0, 0x10ffff}},
    {" UTF-16 UTF16 ", {WORDS, 2, 0, 1, 0x10ffff}},
    {" UTF-16LE UTF16LE ", {WORDS, 2, 0, 0, 0x10ffff}},
    {" UTF-16BE UTF16BE ", {WORDS, 2, 1, 0, 0x10ffff}},
    {" UCS-2 UCS2 UCS-2LE UCS2LE UNICODELITTLE ", {WORDS, 2, 0, 0, 0xffff}},
    {" UCS-2BE UCS2BE UNICODEBIG ", {WORDS, 2, 1, 0, 0xffff}},
    {" UTF-32 UTF32 ", {WORDS, 4, 0, 1, 0x10ffff}},
    {" UTF-32LE UTF32LE WCHAR_T INTERNAL UCS-4LE UCS4LE ", {WORDS, 4, 0, 0, 0x10ffff}},
    {" UTF-32BE UTF32BE UCS-4 UCS4 UCS-4BE ISO-10646 10646-1:1993 ", {WORDS, 4, 1, 0, 0x10ffff}},
};

/* What Latin-9 has in other places than Latin-1. */
static const unsigned short latin9[8][2] = {
    {0xa4, 0x20ac}, {0xa6, 0x160}, {0xa8, 0x161}, {0xb4, 0x17d}, {0xb8, 0x17e}, {0xbc, 0x152}, {0xbd, 0x153}, {0xbe, 0x178},
};

static int find(const char *code, struct encoding *encoding) {
    char name[40] = " ";
    size_t n = strcspn(code, "/"), i;
    if (n == 0) return code[0] ? -1 : find("ASCII", encoding);
    if (n + 3 > sizeof name) return -1;
    for (i = 0; i < n; i++) name[i + 1] = (char) (code[i] >= 'a' && code[i] <= 'z' ? code[i] - 32 : code[i]);
    strcpy(name + n + 1, " ");
    for (i = 0; i < 12; i++) {
        if (!strstr(known[i].names, name)) continue;
        *encoding = known[i].encoding;
        return 0;
    }
    return -1;
}

iconv_t iconv_open(const char *tocode, const char *fromcode) {
    struct conversion *c = calloc(1, sizeof *c);
    if (!c) return (iconv_t) -1;
    if (find(tocode, &c->to) < 0 || find(fromcode, &c->from) < 0) {
        free(c);
        errno = EINVAL;
        return (iconv_t) -1;
    }
    c->translates = strcasestr(tocode, "/TRANSLIT") != NULL;
    c->ignores = strcasestr(tocode, "/IGNORE") != NULL;
    return c;
}

int iconv_close(iconv_t cd) {
    free(cd);
    return 0;
}

static uint32_t word_at(const unsigned char *at, int size, int high_first) {
    uint32_t word = 0;
    for (int i = 0; i < size; i++) word |= (uint32_t) at[i] << 8 * (high_first ? size - 1 - i : i);
    return word;
}

static void put_word(unsigned char *at, int size, int high_first, uint32_t word) {
    for (int i = 0; i < size; i++) at[i] = (unsigned char) (word >> 8 * (high_first ? size - 1 - i : i));
}

/* How many bytes the next character takes; 0 if it is cut off, negative if that many bytes are none. */
static int read_utf8(const unsigned char *at, size_t left, uint32_t *c) {
    int n = *at < 0x80 ? 1 : *at < 0xc2 ? 0 : *at < 0xe0 ? 2 : *at < 0xf0 ? 3 : *at < 0xf5 ? 4 : 0;
    if (n == 0) return -1;
    *c = n == 1 ? *at : *at & (0xff >> (n + 1));
    for (int i = 1; i < n; i++) {
        if ((size_t) i >= left) return 0;
        if ((at[i] & 0xc0) != 0x80) return -i;
        *c = *c << 6 | (at[i] & 0x3f);
        if (i == 1 && ((n == 3 && (*c < 0x20 || (*c >= 0x360 && *c < 0x380))) || (n == 4 && (*c < 0x10 || *c > 0x10f)))) return -1;
    }
    return n;
}

static int read_words(struct conversion *c, const unsigned char *at, size_t left, uint32_t *character) {
    int size = c->from.size, order = c->from.order ^ c->swapped;
    if (left < (size_t) size) return 0;
    *character = word_at(at, size, order);
    if (size == 2 && c->from.limit > 0xffff && *character >= 0xd800 && *character < 0xdc00) {
        if (left < 4) return 0;
        uint32_t low = word_at(at + 2, 2, order);
        if (low < 0xdc00 || low > 0xdfff) return -2;
        *character = 0x10000 + ((*character - 0xd800) << 10) + (low - 0xdc00);
        return 4;
    }
    return *character > 0x10ffff || (*character >= 0xd800 && *character < 0xe000) ? -size : size;
}

static int read_character(struct conversion *c, const unsigned char *at, size_t left, uint32_t *character) {
    if (c->from.kind == WORDS) return read_words(c, at, left, character);
    if (c->from.kind == UTF8) return read_utf8(at, left, character);
    *character = *at;
    if (c->from.kind == ASCII && *at > 0x7f) return -1;
    for (unsigned i = 0; c->from.kind == LATIN9 && i < 8; i++)
        if (latin9[i][0] == *at) *character = latin9[i][1];
    return 1;
}

/* Writes to bytes; 0 for a character that the encoding does not have. */
static int write_character(const struct encoding *to, uint32_t c, unsigned char *bytes) {
    if (c > (uint32_t) to->limit) return 0;
    if (to->kind == LATIN9) {
        for (unsigned i = 0; i < 8; i++) {
            if (latin9[i][0] == c) return 0;
            if (latin9[i][1] == c) c = latin9[i][0];
        }
        if (c > 0xff) return 0;
    }
    if (to->kind == WORDS && to->size == 2 && c > 0xffff) {
        put_word(bytes, 2, to->order, 0xd800 + ((c - 0x10000) >> 10));
        put_word(bytes + 2, 2, to->order, 0xdc00 + ((c - 0x10000) & 0x3ff));
        return 4;
    }
    if (to->kind == WORDS) put_word(bytes, to->size, to->order, c);
    if (to->kind == WORDS) return to->size;
    if (to->kind != UTF8 || c < 0x80) {
        *bytes = (unsigned char) c;
        return 1;
    }
    int n = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    for (int i = n - 1; i > 0; i--, c >>= 6) bytes[i] = 0x80 | (c & 0x3f);
    bytes[0] = (unsigned char) (0xff00 >> n | c);
    return n;
}

static size_t stop(int error) {
    errno = error;
    return (size_t) -1;
}

/* Looks for a byte order mark at the beginning of text that may have one. */
static int mark_of(struct conversion *c, const unsigned char *at, size_t left) {
    if (!c->from.mark || c->read_mark || left < (size_t) c->from.size) return 0;
    c->read_mark = 1;
    uint32_t other = c->from.size == 2 ? 0xfffe : 0xfffe0000, word = word_at(at, c->from.size, 0);
    c->swapped = word == other;
    return word == 0xfeff || word == other ? c->from.size : 0;
}

size_t iconv(iconv_t cd, char **inbuf, size_t *inbytesleft, char **outbuf, size_t *outbytesleft) {
    struct conversion *c = cd;
    size_t replaced = 0;
    int ignored = 0;
    if (!inbuf || !*inbuf) {
        c->read_mark = c->swapped = c->wrote_mark = 0;
        return 0;
    }
    while (*inbytesleft > 0) {
        const unsigned char *at = (const unsigned char *) *inbuf;
        unsigned char bytes[8];
        uint32_t character = 0;
        int n = mark_of(c, at, *inbytesleft), m = 0;
        if (n == 0) {
            n = read_character(c, at, *inbytesleft, &character);
            if (n == 0) return stop(EINVAL);
            if (n > 0) m = write_character(&c->to, character, bytes);
            if (n > 0 && m == 0 && c->translates) {
                m = write_character(&c->to, '?', bytes);
                replaced++;
            }
            if (m == 0 && !c->ignores) return stop(EILSEQ);
            if (m == 0) ignored = 1;
            if (n < 0) n = -n;
            int before = c->to.mark && !c->wrote_mark ? c->to.size : 0;
            if ((size_t) (m + before) > *outbytesleft) return stop(E2BIG);
            if (before) put_word((unsigned char *) *outbuf, before, 0, 0xfeff);
            c->wrote_mark = 1;
            memcpy(*outbuf + before, bytes, m);
            *outbuf += before + m;
            *outbytesleft -= before + m;
        }
        *inbuf += n;
        *inbytesleft -= n;
    }
    return ignored ? stop(EILSEQ) : replaced;
}
`;

export const ICONV_PART: LibraryPart = {
  headers: [
    {
      name: 'iconv.h',
      includes: ['stddef.h'],
      text: `typedef void *iconv_t;
iconv_t iconv_open(const char *tocode, const char *fromcode);
size_t iconv(iconv_t cd, char **inbuf, size_t *inbytesleft, char **outbuf, size_t *outbytesleft);
int iconv_close(iconv_t cd);`,
    },
  ],
  sources: [
    {
      name: 'libc/iconv.c',
      text: ICONV.replace('#include <errno.h>', '#define _GNU_SOURCE\n#include <errno.h>'),
    },
  ],
};

// scanf: text becomes values, after a format.
//
// One idea: there is one reader of characters, a stream; sscanf makes a stream of a string. A
// character is taken only if it may go on with what was begun, and one at most is put back.
//
// Source: ISO C17 7.21.6.2; glibc 2.36 vfscanf-internal.c for what it takes of a number in pieces.
// Departs: of a set, %l[, only ASCII is looked at byte by byte; %2$s counts arguments of the size of a pointer, which all of them are.

import type { SourceFile } from '../../cc/compile.ts';
import { STREAM_TEXT } from './source-stdio.ts';

const SCANF = String.raw`
#include <ctype.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
${STREAM_TEXT}
/* The text of a number grows as long as it has to. */
struct scan {
    FILE *from;
    long count;   /* characters read so far, for %n */
    int ended;    /* the input was over before a character that was needed */
    int left;     /* how many more characters the width allows */
    char first[64], *token;
    size_t length, size;
};

static int next(struct scan *s) {
    int c = fgetc(s->from);
    if (c != EOF) s->count++;
    else s->ended = 1;
    return c;
}

static void back(struct scan *s, int c) {
    if (c == EOF) return;
    ungetc(c, s->from);
    s->count--;
}

/* The end is none where a blank may be: only who wants a character misses it. */
static void skip_blanks(struct scan *s) {
    int c, ended = s->ended;
    while ((c = next(s)) != EOF && isspace(c)) {}
    back(s, c);
    s->ended = ended;
}

static void keep(struct scan *s, int c) {
    if (s->length + 1 >= s->size) {
        char *larger = malloc(2 * s->size);
        if (!larger) return;
        memcpy(larger, s->token, s->length);
        if (s->token != s->first) free(s->token);
        s->token = larger;
        s->size *= 2;
    }
    s->token[s->length++] = c;
    s->token[s->length] = '\0';
}

/* Takes a character if it is one of the set (in lower case); 0 if it is not. */
static int take(struct scan *s, const char *set) {
    if (s->left <= 0) return 0;
    int c = next(s);
    if (c == EOF || !strchr(set, tolower(c)) || c == '\0') {
        back(s, c);
        return 0;
    }
    s->left--;
    keep(s, c);
    return tolower(c);
}

static int take_all(struct scan *s, const char *set) {
    int n = 0;
    while (take(s, set)) n++;
    return n;
}

static const char hex[] = "0123456789abcdef";

/* Takes a sign and the digits of a base, whose prefix may come first; 0 if there is no digit. */
static int integer_token(struct scan *s, int *base) {
    take(s, "+-");
    int digits = 0;
    if (take(s, "0")) {
        digits = 1;
        if ((*base == 0 || *base == 16) && take(s, "x")) *base = 16;
        else if (*base == 0) *base = 8;
    } else if (*base == 0) *base = 10;
    char set[17] = "";
    strncat(set, hex, *base);
    return digits + take_all(s, set) > 0;
}

static int whole_word(struct scan *s, const char *word) {
    for (; *word; word++) {
        char set[2] = {*word, '\0'};
        if (!take(s, set)) return 0;
    }
    return 1;
}

static int double_token(struct scan *s) {
    take(s, "+-");
    if (take(s, "i")) {
        if (!whole_word(s, "nf")) return 0;
        return take(s, "i") ? whole_word(s, "nity") : 1;
    }
    if (take(s, "n")) return whole_word(s, "an");
    int digits = 0, in_hex = 0;
    if (take(s, "0")) {
        in_hex = s->left > 1 && take(s, "x");
        digits = !in_hex;
    }
    const char *numerals = in_hex ? hex : "0123456789";
    digits += take_all(s, in_hex ? hex : "0123456789");
    if (take(s, ".")) {
        digits += take_all(s, numerals);
        /* glibc takes 0x. for a zero, and then no exponent. */
        if (in_hex && digits == 0) return 1;
    }
    if (digits == 0) return 0;
    if (take(s, in_hex ? "p" : "e")) {
        take(s, "+-");
        take_all(s, "0123456789");
    }
    return 1;
}

/* Puts a whole number where the argument points, in the size that the length says. */
static void store(void *to, const char *length, long value) {
    if (strcmp(length, "hh") == 0) *(char *) to = value;
    else if (strcmp(length, "h") == 0) *(short *) to = value;
    else if (*length) *(long *) to = value;
    else *(int *) to = value;
}

static void store_double(void *to, const char *length, const char *token) {
    if (*length == 'L') *(long double *) to = strtold(token, NULL);
    else if (*length) *(double *) to = strtod(token, NULL);
    else *(float *) to = strtof(token, NULL);
}

/* Reads the set of %[...] and returns where the format goes on. */
static const char *read_set(const char *p, char *in) {
    int inverted = *p == '^';
    if (inverted) p++;
    memset(in, inverted, 256);
    const char *start = p;
    while (*p && (*p != ']' || p == start)) {
        unsigned char from = *p, to = from;
        if (p[1] == '-' && p[2] != ']' && p[2]) {
            to = p[2];
            p += 2;
        }
        for (int c = from; c <= to; c++) in[c] = !inverted;
        p++;
    }
    return *p ? p + 1 : p;
}

/* %s, %c and %[: characters while they are wanted; memory of its own where grow says so. */
static int take_text(struct scan *s, char conversion, const char *in, int width, char *to, char **grow) {
    int n = 0, c = 0, size = 32;
    if (grow) to = malloc(size);
    while (n < width && (c = next(s)) != EOF) {
        int wanted = conversion == 'c' ? 1 : conversion == 's' ? !isspace(c) : in[c];
        if (!wanted) {
            back(s, c);
            break;
        }
        if (grow && n + 1 >= size) to = realloc(to, size *= 2);
        if (to) to[n] = c;
        n++;
    }
    int good = conversion == 'c' ? n == width || (n > 0 && c == EOF) : n > 0;
    if (to && conversion != 'c' && good) to[n] = '\0';
    if (grow) {
        *grow = good ? realloc(to, n + 1) : NULL;
        if (!good) free(to);
    }
    return good;
}

/* The same with an l: bytes of the locale become wide characters, of which the width counts. */
static int take_wide(struct scan *s, char conversion, const char *in, int width, wchar_t *to, wchar_t **grow) {
    mbstate_t state;
    int n = 0, c = 0, size = 32;
    memset(&state, 0, sizeof state);
    if (grow) to = malloc(size * sizeof *to);
    for (int begun = 0; n < width && (c = next(s)) != EOF;) {
        char byte = (char) c;
        wchar_t one = 0;
        if (!begun && !(conversion == 'c' ? 1 : conversion == 's' ? !isspace(c) : in[c])) {
            back(s, c);
            break;
        }
        size_t took = mbrtowc(&one, &byte, 1, &state);
        if (took == (size_t) -1) {
            if (grow) free(to);
            return 0;
        }
        begun = took == (size_t) -2;
        if (begun) continue;
        if (grow && n + 1 >= size) to = realloc(to, (size *= 2) * sizeof *to);
        if (to) to[n] = one;
        n++;
    }
    int good = conversion == 'c' ? n == width || (n > 0 && c == EOF) : n > 0;
    if (to && conversion != 'c' && good) to[n] = L'\0';
    if (grow) *grow = good ? to : NULL;
    if (grow && !good) free(to);
    return good;
}

static int base_of(char conversion) {
    switch (conversion) {
    case 'i': return 0;
    case 'o': return 8;
    case 'x':
    case 'X':
    case 'p': return 16;
    }
    return 10;
}

/* The argument that a conversion names with a number, counted from 1. */
static void *argument(va_list all, int position) {
    va_list ap;
    void *found = NULL;
    va_copy(ap, all);
    while (position-- > 0) found = va_arg(ap, void *);
    va_end(ap);
    return found;
}

static int number(struct scan *s, char conversion, char *length, void *to) {
    int base = base_of(conversion);
    if (!integer_token(s, &base)) {
        /* What %p prints of a null pointer, it reads too; the token is then no number, which is 0. */
        if (conversion != 'p' || s->length || !whole_word(s, "(nil)")) return 0;
    }
    if (conversion == 'p') strcpy(length, "l");
    if (!to) return 1;
    int is_signed = conversion == 'd' || conversion == 'i';
    store(to, length, is_signed ? strtol(s->token, NULL, base) : (long) strtoul(s->token, NULL, base));
    return 1;
}

int vfscanf(FILE *stream, const char *format, va_list arg) {
    struct scan s = {.from = stream, .size = sizeof s.first};
    va_list all;
    int assigned = 0;
    const char *p = format;
    s.token = s.first;
    va_copy(all, arg);
    while (*p) {
        if (isspace((unsigned char) *p)) {
            skip_blanks(&s);
            p++;
            continue;
        }
        if (*p != '%' || p[1] == '%') {
            if (*p == '%') skip_blanks(&s), p++;
            int c = next(&s);
            if (c != (unsigned char) *p) {
                back(&s, c);
                break;
            }
            p++;
            continue;
        }
        p++;
        int position = 0, skip = *p == '*', grow = 0;
        if (skip) p++;
        int width = isdigit((unsigned char) *p) ? strtol(p, (char **) &p, 10) : 0;
        if (*p == '$') {
            position = width;
            p++;
            skip = *p == '*';
            if (skip) p++;
            width = isdigit((unsigned char) *p) ? strtol(p, (char **) &p, 10) : 0;
        }
        if (*p == 'm') grow = 1, p++;
        char length[3] = "", in[256];
        for (int i = 0; i < 2 && *p && strchr("hlLqjzt", *p); i++) length[i] = *p++;
        char conversion = *p ? *p++ : 0;
        if (conversion == '[') p = read_set(p, in);
        else if (conversion != 'c' && conversion != 'C' && conversion != 'n') skip_blanks(&s);
        void *to = skip ? NULL : position ? argument(all, position) : va_arg(arg, void *);
        int good = 0;
        s.left = width ? width : INT_MAX;
        s.length = 0;
        s.token[0] = '\0';
        switch (conversion) {
        case 'n':
            if (to) store(to, length, s.count);
            continue;
        case 'd': case 'i': case 'u': case 'o': case 'x': case 'X': case 'p':
            good = number(&s, conversion, length, to);
            break;
        case 'e': case 'f': case 'g': case 'a': case 'E': case 'F': case 'G': case 'A':
            good = double_token(&s);
            if (good && to) store_double(to, length, s.token);
            break;
        case 'S': case 'C':
            conversion += 'a' - 'A';
            length[0] = 'l';
            /* fall through */
        case 's': case '[': case 'c':
            if (length[0] == 'l') {
                good = take_wide(&s, conversion, in, conversion == 'c' && !width ? 1 : s.left,
                                 grow ? NULL : to, grow && to ? (wchar_t **) to : NULL);
                break;
            }
            good = take_text(&s, conversion, in, conversion == 'c' && !width ? 1 : s.left,
                             grow ? NULL : to, grow && to ? (char **) to : NULL);
            break;
        }
        if (good || s.length > 0) s.ended = 0;  /* the end within a number is a wrong number */
        if (!good) break;
        assigned += !skip;
    }
    va_end(all);
    if (s.token != s.first) free(s.token);
    return assigned == 0 && s.ended ? EOF : assigned;
}

int vscanf(const char *format, va_list arg) {
    return vfscanf(stdin, format, arg);
}

int fscanf(FILE *stream, const char *format, ...) {
    va_list arg;
    va_start(arg, format);
    int n = vfscanf(stream, format, arg);
    va_end(arg);
    return n;
}

int scanf(const char *format, ...) {
    va_list arg;
    va_start(arg, format);
    int n = vfscanf(stdin, format, arg);
    va_end(arg);
    return n;
}

int vsscanf(const char *s, const char *format, va_list arg) {
    FILE string = {.fd = -1, .can = CAN_READ, .buffer = (char *) s, .end = strlen(s)};
    return vfscanf(&string, format, arg);
}

int sscanf(const char *s, const char *format, ...) {
    va_list arg;
    va_start(arg, format);
    int n = vsscanf(s, format, arg);
    va_end(arg);
    return n;
}
`;

export const SCANF_SOURCES: readonly SourceFile[] = [{ name: 'libc/scanf.c', text: SCANF }];

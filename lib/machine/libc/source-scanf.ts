// scanf: text becomes values, after a format.
//
// One idea: there is one reader of characters, a stream; sscanf makes a stream of a string.
//
// Source: ISO C17 7.21.6.2; glibc 2.36.
// Departs: numbers longer than 127 characters end there; no positional arguments, no %m.

import type { SourceFile } from '../../cc/compile.ts';
import { STREAM_TEXT } from './source-stdio.ts';

const SCANF = String.raw`
#include <ctype.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
${STREAM_TEXT}
struct scan {
    FILE *from;
    long count;  /* characters read so far, for %n */
    int ended;   /* the input was over before a character that was needed */
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

static void skip_blanks(struct scan *s) {
    int c = fgetc(s->from);
    while (c != EOF && isspace(c)) {
        s->count++;
        c = fgetc(s->from);
    }
    if (c != EOF) ungetc(c, s->from);
}

/* Takes a sign and what may follow it in a number of this base; 0 if there is no digit. */
static int integer_token(struct scan *s, char *token, int width, int base) {
    int n = 0, digits = 0, c = next(s);
    if (c == '+' || c == '-') {
        token[n++] = c;
        c = next(s);
    }
    while (c != EOF && n < width) {
        int hex_mark = (c == 'x' || c == 'X') && digits == 1 && token[n - 1] == '0' &&
                       (base == 0 || base == 16);
        int limit = base ? base : digits > 0 && token[0 + (token[0] == '+' || token[0] == '-')] == '0' ? 8 : 10;
        if (hex_mark) base = 16;
        else if (isdigit(c) ? c - '0' >= limit : !(isxdigit(c) && limit == 16)) break;
        token[n++] = c;
        digits++;
        c = next(s);
    }
    back(s, c);
    token[n] = '\0';
    return digits > 0;
}

static int double_token(struct scan *s, char *token, int width) {
    int n = 0, c = next(s);
    while (c != EOF && n < width) {
        int sign = c == '+' || c == '-';
        if (sign ? n > 0 && tolower(token[n - 1]) != 'e' : !isdigit(c) && c != '.' && tolower(c) != 'e')
            break;
        token[n++] = c;
        c = next(s);
    }
    back(s, c);
    token[n] = '\0';
    return strpbrk(token, "0123456789") != NULL;
}

/* Puts a whole number where the argument points, in the size that the length says. */
static void store(void *to, const char *length, long value) {
    if (strcmp(length, "hh") == 0) *(char *) to = value;
    else if (strcmp(length, "h") == 0) *(short *) to = value;
    else if (*length) *(long *) to = value;
    else *(int *) to = value;
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

/* %s, %c and %[: characters while they are in the set; 0 if there was none. */
static int take_text(struct scan *s, char conversion, const char *in, int width, char *to) {
    int n = 0, c = 0;
    while (n < width && (c = next(s)) != EOF) {
        int wanted = conversion == 'c' ? 1 : conversion == 's' ? !isspace(c) : in[c];
        if (!wanted) {
            back(s, c);
            break;
        }
        if (to) to[n] = c;
        n++;
    }
    if (to && conversion != 'c') to[n] = '\0';
    return conversion == 'c' ? n == width : n > 0;
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

int vfscanf(FILE *stream, const char *format, va_list arg) {
    struct scan s = {.from = stream};
    int assigned = 0;
    const char *p = format;
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
        int keep = *p != '*';
        if (!keep) p++;
        int width = isdigit((unsigned char) *p) ? strtol(p, (char **) &p, 10) : 0;
        char length[3] = "", token[128], in[256];
        for (int i = 0; i < 2 && *p && strchr("hlLqjzt", *p); i++) length[i] = *p++;
        char conversion = *p ? *p++ : 0;
        if (conversion == '[') p = read_set(p, in);
        else if (conversion != 'c' && conversion != 'n') skip_blanks(&s);

        int good = 0;
        int most = width > 0 && width < 127 ? width : 127;
        switch (conversion) {
        case 'n':
            if (keep) store(va_arg(arg, void *), length, s.count);
            continue;
        case 'd': case 'i': case 'u': case 'o': case 'x': case 'X': case 'p': {
            int base = base_of(conversion);
            good = integer_token(&s, token, most, base);
            if (!good || !keep) break;
            if (conversion == 'p') length[0] = 'l';
            long value = conversion == 'd' || conversion == 'i' ? strtol(token, NULL, base)
                                                               : (long) strtoul(token, NULL, base);
            store(va_arg(arg, void *), length, value);
            break;
        }
        case 'e': case 'f': case 'g': case 'a': case 'E': case 'F': case 'G': case 'A':
            good = double_token(&s, token, most);
            if (!good || !keep) break;
            if (*length) *va_arg(arg, double *) = strtod(token, NULL);
            else *va_arg(arg, float *) = strtod(token, NULL);
            break;
        case 's': case '[':
            good = take_text(&s, conversion, in, width ? width : INT_MAX,
                             keep ? va_arg(arg, char *) : NULL);
            break;
        case 'c':
            good = take_text(&s, 'c', in, width ? width : 1, keep ? va_arg(arg, char *) : NULL);
            break;
        }
        if (!good) break;
        s.ended = 0;
        assigned += keep;
    }
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

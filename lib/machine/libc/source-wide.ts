// Strings of wide characters, and streams of them.
//
// One idea: what has a narrow twin goes through it: numbers are read from the same text in bytes, and a
// stream of wide characters is the stream of their bytes: one that refuses bytes but while a character passes.
//
// Source: ISO C17 7.29; POSIX.1-2017; glibc 2.36.
// Departs: fputc fails where a stream is wide, in glibc it counts a byte that is lost; a byte that was read
// ahead for a wide stream may be taken by fgetc; what a locale cannot write is '?', where glibc knows EUR and ss for some; a
// wide printf that fails has written nothing; the widths of the wide scanf count bytes, its %lc reads ASCII, and scanf itself
// knows no %ls.

import { STREAM_TEXT } from './source-stdio.ts';

/** The kinds of <wctype.h>. */
export const KINDS = [
  ...['alnum', 'alpha', 'blank', 'cntrl', 'digit', 'graph'],
  ...['lower', 'print', 'punct', 'space', 'upper', 'xdigit'],
];

export const WIDE_STRINGS = String.raw`#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <wchar.h>
#include <wctype.h>

size_t wcslen(const wchar_t *s) {
    size_t n = 0;
    while (s[n]) n++;
    return n;
}

size_t wcsnlen(const wchar_t *s, size_t maxlen) {
    size_t n = 0;
    while (n < maxlen && s[n]) n++;
    return n;
}

wchar_t *wcscpy(wchar_t *dest, const wchar_t *src) {
    return memcpy(dest, src, (wcslen(src) + 1) * sizeof *src);
}

wchar_t *wcpcpy(wchar_t *dest, const wchar_t *src) {
    return wcscpy(dest, src) + wcslen(src);
}

wchar_t *wcpncpy(wchar_t *dest, const wchar_t *src, size_t n) {
    size_t length = wcsnlen(src, n);
    memcpy(dest, src, length * sizeof *src);
    for (size_t i = length; i < n; i++) dest[i] = 0;
    return dest + length;
}

wchar_t *wcsncpy(wchar_t *dest, const wchar_t *src, size_t n) {
    wcpncpy(dest, src, n);
    return dest;
}

wchar_t *wcscat(wchar_t *dest, const wchar_t *src) {
    wcscpy(dest + wcslen(dest), src);
    return dest;
}

wchar_t *wcsncat(wchar_t *dest, const wchar_t *src, size_t n) {
    size_t length = wcsnlen(src, n);
    wchar_t *end = dest + wcslen(dest);
    memcpy(end, src, length * sizeof *src);
    end[length] = 0;
    return dest;
}

wchar_t *wcsdup(const wchar_t *s) {
    wchar_t *copy = malloc((wcslen(s) + 1) * sizeof *s);
    return copy ? wcscpy(copy, s) : NULL;
}

int wcsncmp(const wchar_t *s1, const wchar_t *s2, size_t n) {
    while (n && *s1 && *s1 == *s2) s1++, s2++, n--;
    return n == 0 ? 0 : (*s1 > *s2) - (*s1 < *s2);
}

int wcscmp(const wchar_t *s1, const wchar_t *s2) {
    return wcsncmp(s1, s2, -1);
}

int wcscoll(const wchar_t *s1, const wchar_t *s2) {
    return wcscmp(s1, s2);
}

size_t wcsxfrm(wchar_t *s1, const wchar_t *s2, size_t n) {
    size_t length = wcslen(s2);
    if (length < n) wcscpy(s1, s2);
    return length;
}

int wcsncasecmp(const wchar_t *s1, const wchar_t *s2, size_t n) {
    for (; n > 0; s1++, s2++, n--) {
        wint_t a = towlower(*s1), b = towlower(*s2);
        if (a != b) return (a > b) - (a < b);
        if (!a) break;
    }
    return 0;
}

int wcscasecmp(const wchar_t *s1, const wchar_t *s2) {
    return wcsncasecmp(s1, s2, -1);
}

wchar_t *wcschrnul(const wchar_t *s, wchar_t c) {
    while (*s && *s != c) s++;
    return (wchar_t *) s;
}

wchar_t *wcschr(const wchar_t *s, wchar_t c) {
    s = wcschrnul(s, c);
    return *s == c ? (wchar_t *) s : NULL;
}

wchar_t *wcsrchr(const wchar_t *s, wchar_t c) {
    const wchar_t *found = NULL;
    do if (*s == c) found = s;
    while (*s++);
    return (wchar_t *) found;
}

size_t wcsspn(const wchar_t *s, const wchar_t *accept) {
    size_t n = 0;
    while (s[n] && wcschr(accept, s[n])) n++;
    return n;
}

size_t wcscspn(const wchar_t *s, const wchar_t *reject) {
    size_t n = 0;
    while (s[n] && !wcschr(reject, s[n])) n++;
    return n;
}

wchar_t *wcspbrk(const wchar_t *s, const wchar_t *accept) {
    s += wcscspn(s, accept);
    return *s ? (wchar_t *) s : NULL;
}

wchar_t *wcsstr(const wchar_t *haystack, const wchar_t *needle) {
    size_t n = wcslen(needle);
    for (;; haystack++) {
        if (wcsncmp(haystack, needle, n) == 0) return (wchar_t *) haystack;
        if (!*haystack) return NULL;
    }
}

wchar_t *wcstok(wchar_t *s, const wchar_t *delim, wchar_t **save_ptr) {
    if (!s && !(s = *save_ptr)) return NULL;
    s += wcsspn(s, delim);
    if (!*s) {
        *save_ptr = NULL;
        return NULL;
    }
    wchar_t *end = s + wcscspn(s, delim);
    *save_ptr = *end ? end + 1 : NULL;
    *end = 0;
    return s;
}

wchar_t *wmemset(wchar_t *s, wchar_t c, size_t n) {
    for (size_t i = 0; i < n; i++) s[i] = c;
    return s;
}

wchar_t *wmemcpy(wchar_t *dest, const wchar_t *src, size_t n) {
    return memcpy(dest, src, n * sizeof *src);
}

wchar_t *wmempcpy(wchar_t *dest, const wchar_t *src, size_t n) {
    return wmemcpy(dest, src, n) + n;
}

wchar_t *wmemmove(wchar_t *dest, const wchar_t *src, size_t n) {
    return memmove(dest, src, n * sizeof *src);
}

wchar_t *wmemchr(const wchar_t *s, wchar_t c, size_t n) {
    for (; n > 0; s++, n--) if (*s == c) return (wchar_t *) s;
    return NULL;
}

int wmemcmp(const wchar_t *s1, const wchar_t *s2, size_t n) {
    for (; n > 0; s1++, s2++, n--) if (*s1 != *s2) return *s1 > *s2 ? 1 : -1;
    return 0;
}

int wcswidth(const wchar_t *s, size_t n) {
    int columns = 0;
    for (; n > 0 && *s; s++, n--) {
        int width = wcwidth(*s);
        if (width < 0) return -1;
        columns += width;
    }
    return columns;
}

/* The text as far as a number may go in it, in bytes: a byte for each character. */
static char *numeral(const wchar_t *s) {
    size_t n = 0;
    while (s[n] > 0 && s[n] < 128) n++;
    char *text = malloc(n + 1);
    for (size_t i = 0; i < n; i++) text[i] = s[i];
    text[n] = '\0';
    return text;
}

static void ended(const wchar_t *s, wchar_t **end, char *text, char *behind) {
    if (end) *end = (wchar_t *) s + (behind - text);
    free(text);
}

${[
  ['long', 'wcstol', 'strtol', ', int base', ', base'],
  ['long long', 'wcstoll', 'strtoll', ', int base', ', base'],
  ['unsigned long', 'wcstoul', 'strtoul', ', int base', ', base'],
  ['unsigned long long', 'wcstoull', 'strtoull', ', int base', ', base'],
  ['double', 'wcstod', 'strtod', '', ''],
  ['float', 'wcstof', 'strtof', '', ''],
  ['long double', 'wcstold', 'strtold', '', ''],
]
  .map(
    ([
      type,
      name,
      narrow,
      params,
      args,
    ]) => `${type} ${name}(const wchar_t *s, wchar_t **end${params}) {
    char *text = numeral(s), *behind;
    ${type} value = ${narrow}(text, &behind${args});
    ended(s, end, text, behind);
    return value;
}
`,
  )
  .join('\n')}
size_t wcsftime(wchar_t *s, size_t maxsize, const wchar_t *format, const struct tm *tm) {
    size_t size = 8 * maxsize + 64, n = 0;
    char *pattern = malloc(8 * wcslen(format) + 8), *text = malloc(size);
    wcstombs(pattern, format, 8 * wcslen(format) + 8);
    n = strftime(text, size, pattern, tm);
    if (mbstowcs(NULL, text, 0) >= maxsize) n = 0;
    else if (n) n = mbstowcs(s, text, maxsize);
    free(pattern);
    free(text);
    return n;
}

${KINDS.map((kind) => `int isw${kind}(wint_t wc) {\n    return __about(wc, "${kind}");\n}\n`).join('\n')}
wint_t towlower(wint_t wc) {
    return __about(wc, "tolower");
}

wint_t towupper(wint_t wc) {
    return __about(wc, "toupper");
}

int wcwidth(wchar_t c) {
    return __about(c, "width");
}

static const char *const kinds[] = {${KINDS.map((kind) => `"${kind}"`).join(', ')}};

wctype_t wctype(const char *property) {
    for (unsigned i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(kinds[i], property) == 0) return i + 1;
    return 0;
}

int iswctype(wint_t wc, wctype_t desc) {
    return desc > 0 && desc <= sizeof kinds / sizeof *kinds && __about(wc, kinds[desc - 1]);
}

wctrans_t wctrans(const char *property) {
    static const int lower = 0, upper = 1;
    return strcmp(property, "tolower") == 0 ? &lower : strcmp(property, "toupper") == 0 ? &upper : NULL;
}

wint_t towctrans(wint_t wc, wctrans_t desc) {
    return !desc ? wc : *desc ? towupper(wc) : towlower(wc);
}
`;

const variadic = (type: string, name: string, params: string, args: string) => `
${type} ${name}(${params}, ...) {
    va_list ap;
    va_start(ap, format);
    ${type} result = v${name}(${args}, ap);
    va_end(ap);
    return result;
}
`;

export const WIDE_STREAMS = String.raw`#define _GNU_SOURCE
#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
${STREAM_TEXT}
/* A buffer of its own says that bytes were read or written: a wide stream refuses before it gets one. */
static int orientation(FILE *f) {
    if (IS_WIDE(f)) return 1;
    return f->can & NARROW || f->buffer ? -1 : 0;
}

int fwide(FILE *stream, int mode) {
    LOCK(stream);
    if (mode && !orientation(stream)) stream->can = mode > 0 ? stream->can * WIDE : stream->can | NARROW;
    int now = orientation(stream);
    UNLOCK(stream);
    return now;
}

/* From here to close_bytes() a wide stream is one of bytes; fails for one that is so anyway. */
static int open_bytes(FILE *f) {
    if (fwide(f, 1) < 0) return -1;
    LOCK(f);
    f->can /= WIDE;
    return 0;
}

static void close_bytes(FILE *f) {
    f->can *= WIDE;
    UNLOCK(f);
}

wint_t fputwc(wchar_t wc, FILE *stream) {
    char bytes[8];
    if (open_bytes(stream) < 0) return WEOF;
    int saved = errno, n = __encode(bytes, wc);
    if (n < 0) {
        /* What the locale cannot write is a question mark. */
        *bytes = '?';
        n = 1;
        errno = saved;
    }
    wint_t result = fwrite(bytes, 1, n, stream) < (size_t) n ? WEOF : (wint_t) wc;
    close_bytes(stream);
    return result;
}

wint_t putwc(wchar_t wc, FILE *stream) {
    return fputwc(wc, stream);
}

wint_t putwchar(wchar_t wc) {
    return fputwc(wc, stdout);
}

int fputws(const wchar_t *ws, FILE *stream) {
    if (fwide(stream, 1) < 0) return -1;
    while (*ws) if (fputwc(*ws++, stream) == WEOF) return -1;
    return 1;
}

static wint_t decoded(FILE *stream) {
    char bytes[4];
    wchar_t wc;
    for (int n = 0; n < 4; ) {
        int c = fgetc(stream);
        if (c == EOF) {
            if (n > 0) errno = EILSEQ;
            return WEOF;
        }
        bytes[n++] = c;
        size_t used = __decode(&wc, bytes, n);
        if (used == (size_t) -1) {
            ungetc(c, stream);
            return WEOF;
        }
        if (used != (size_t) -2) return wc;
    }
    return WEOF;
}

wint_t fgetwc(FILE *stream) {
    if (open_bytes(stream) < 0) return WEOF;
    wint_t wc = decoded(stream);
    close_bytes(stream);
    return wc;
}

wint_t getwc(FILE *stream) {
    return fgetwc(stream);
}

wint_t getwchar(void) {
    return fgetwc(stdin);
}

/* Into a stream of bytes too, as in glibc. */
wint_t ungetwc(wint_t wc, FILE *stream) {
    char bytes[8];
    int n = wc == WEOF ? -1 : __encode(bytes, wc), wide = open_bytes(stream) == 0;
    while (n > 0 && ungetc((unsigned char) bytes[n - 1], stream) != EOF) n--;
    if (wide) close_bytes(stream);
    return n == 0 ? wc : WEOF;
}

wchar_t *fgetws(wchar_t *ws, int n, FILE *stream) {
    int i = 0;
    while (i < n - 1) {
        wint_t wc = fgetwc(stream);
        if (wc == WEOF) break;
        ws[i++] = wc;
        if (wc == L'\n') break;
    }
    if (i == 0) return NULL;
    ws[i] = 0;
    return ws;
}

/* What does not fit is an error, other than for snprintf. */
int vswprintf(wchar_t *s, size_t n, const wchar_t *format, va_list arg) {
    wchar_t *text;
    int length = __vaswprintf(&text, format, arg);
    if (length >= 0 && n > 0) {
        size_t kept = (size_t) length < n ? (size_t) length : n - 1;
        memcpy(s, text, kept * sizeof *s);
        s[kept] = 0;
    }
    free(text);
    return length >= 0 && (size_t) length < n ? length : -1;
}
${variadic('int', 'swprintf', 'wchar_t *s, size_t n, const wchar_t *format', 's, n, format')}
int vfwprintf(FILE *stream, const wchar_t *format, va_list arg) {
    wchar_t *text;
    int n = __vaswprintf(&text, format, arg);
    if (n >= 0 && fputws(text, stream) < 0) n = -1;
    free(text);
    return n;
}

int vwprintf(const wchar_t *format, va_list arg) {
    return vfwprintf(stdout, format, arg);
}
${variadic('int', 'fwprintf', 'FILE *stream, const wchar_t *format', 'stream, format')}${variadic('int', 'wprintf', 'const wchar_t *format', 'format')}
/* The same in bytes. */
static char *narrowed(const wchar_t *ws) {
    size_t size = 6 * wcslen(ws) + 1;
    char *text = malloc(size);
    if (text && wcstombs(text, ws, size) == (size_t) -1) {
        free(text);
        return NULL;
    }
    return text;
}

#define MOST 16

/* scanf's arguments are pointers, all of them; what is to be wide comes into memory of its own first. */
static int scan(FILE *stream, const char *format, va_list arg) {
    void *to[MOST], *wide[MOST];
    char *pattern = malloc(2 * strlen(format) + 1), *out = pattern, *text[MOST];
    int grow[MOST], chars[MOST], n = 0;
    while (*format) {
        if (*format != '%' || format[1] == '%') {
            if (*format == '%') *out++ = *format++;
            *out++ = *format++;
            continue;
        }
        *out++ = *format++;
        int skip = *format == '*', own = 0, is_long = 0, width = 0;
        while (*format && strchr("*0123456789m", *format)) {
            if (isdigit((unsigned char) *format)) width = 10 * width + *format - '0';
            if (*format == 'm') own = 1, format++;
            else *out++ = *format++;
        }
        const char *length = format;
        while (*format && strchr("hlLqjzt", *format)) is_long |= *format++ == 'l';
        int kind = *format == 'S' ? 's' : *format == 'C' ? 'c' : *format;
        is_long = kind && strchr("sc[", kind) && (is_long || kind != *format);
        if (is_long || own) *out++ = 'm';
        if (!is_long) while (length < format) *out++ = *length++;
        if (*format) *out++ = kind, format++;
        if (skip || n == MOST) continue;
        wide[n] = is_long ? va_arg(arg, void *) : NULL;
        text[n] = NULL;
        grow[n] = own;
        chars[n] = kind != 'c' ? 0 : width ? width : 1;
        to[n] = is_long ? &text[n] : va_arg(arg, void *);
        n++;
    }
    *out = '\0';
    for (int i = n; i < MOST; i++) to[i] = NULL;
    int result = fscanf(stream, pattern, to[0], to[1], to[2], to[3], to[4], to[5], to[6], to[7],
                        to[8], to[9], to[10], to[11], to[12], to[13], to[14], to[15]);
    for (int i = 0; i < n; i++) {
        if (!wide[i] || !text[i]) continue;
        size_t size = chars[i] ? (size_t) chars[i] : strlen(text[i]) + 1;
        wchar_t *whole = grow[i] ? malloc(size * sizeof *whole) : wide[i];
        if (grow[i]) *(wchar_t **) wide[i] = whole;
        if (!chars[i]) mbstowcs(whole, text[i], size);
        for (int k = 0; k < chars[i]; k++) whole[k] = (unsigned char) text[i][k];
        free(text[i]);
    }
    free(pattern);
    return result;
}

static int scan_bytes(FILE *stream, const wchar_t *format, va_list arg) {
    char *pattern = narrowed(format);
    int n = pattern ? scan(stream, pattern, arg) : EOF;
    free(pattern);
    return n;
}

int vfwscanf(FILE *stream, const wchar_t *format, va_list arg) {
    if (open_bytes(stream) < 0) return EOF;
    int n = scan_bytes(stream, format, arg);
    close_bytes(stream);
    return n;
}

int vwscanf(const wchar_t *format, va_list arg) {
    return vfwscanf(stdin, format, arg);
}

int vswscanf(const wchar_t *ws, const wchar_t *format, va_list arg) {
    char *text = narrowed(ws);
    FILE *f = text && *text ? fmemopen(text, strlen(text), "r") : NULL;
    int n = f ? scan_bytes(f, format, arg) : EOF;
    if (f) fclose(f);
    free(text);
    return n;
}
${variadic('int', 'fwscanf', 'FILE *stream, const wchar_t *format', 'stream, format')}${variadic('int', 'wscanf', 'const wchar_t *format', 'format')}${variadic('int', 'swscanf', 'const wchar_t *ws, const wchar_t *format', 'ws, format')}`;

// <locale.h>, <wchar.h> and <wctype.h>: one locale, "C", in which a wide character is an ASCII one.
//
// Source: ISO C17 7.11, 7.29, 7.30; glibc 2.36 in the C locale.

import type { LibraryPart } from './parts.ts';

const LOCALE = `#include <locale.h>
#include <stddef.h>
#include <string.h>

static char decimal[] = ".", none[] = "";
static struct lconv conventions = {decimal, none, none, none, none, none, none, none, none, none,
    127, 127, 127, 127, 127, 127, 127, 127, 127, 127, 127, 127, 127, 127};

struct lconv *localeconv(void) {
    return &conventions;
}

/* There is one locale, and "" chooses it. */
char *setlocale(int category, const char *locale) {
    static char name[] = "C";
    (void) category;
    if (locale && *locale && strcmp(locale, "C") != 0 && strcmp(locale, "POSIX") != 0) return NULL;
    return name;
}
`;

const WIDE = `#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include <wctype.h>

size_t wcslen(const wchar_t *s) {
    size_t n = 0;
    while (s[n]) n++;
    return n;
}

wchar_t *wcscpy(wchar_t *dest, const wchar_t *src) {
    return memcpy(dest, src, (wcslen(src) + 1) * sizeof *src);
}

wchar_t *wcsncpy(wchar_t *dest, const wchar_t *src, size_t n) {
    size_t i = 0;
    for (; i < n && src[i]; i++) dest[i] = src[i];
    for (; i < n; i++) dest[i] = 0;
    return dest;
}

wchar_t *wcscat(wchar_t *dest, const wchar_t *src) {
    wcscpy(dest + wcslen(dest), src);
    return dest;
}

int wcscmp(const wchar_t *s1, const wchar_t *s2) {
    while (*s1 && *s1 == *s2) s1++, s2++;
    return (*s1 > *s2) - (*s1 < *s2);
}

int wcsncmp(const wchar_t *s1, const wchar_t *s2, size_t n) {
    while (n && *s1 && *s1 == *s2) s1++, s2++, n--;
    return n == 0 ? 0 : (*s1 > *s2) - (*s1 < *s2);
}

wchar_t *wcschr(const wchar_t *s, wchar_t c) {
    for (;; s++) {
        if (*s == c) return (wchar_t *) s;
        if (!*s) return NULL;
    }
}

wchar_t *wcsrchr(const wchar_t *s, wchar_t c) {
    const wchar_t *found = NULL;
    do if (*s == c) found = s;
    while (*s++);
    return (wchar_t *) found;
}

wchar_t *wcsstr(const wchar_t *haystack, const wchar_t *needle) {
    size_t n = wcslen(needle);
    for (;; haystack++) {
        if (wcsncmp(haystack, needle, n) == 0) return (wchar_t *) haystack;
        if (!*haystack) return NULL;
    }
}

wchar_t *wmemset(wchar_t *s, wchar_t c, size_t n) {
    for (size_t i = 0; i < n; i++) s[i] = c;
    return s;
}

wchar_t *wmemcpy(wchar_t *dest, const wchar_t *src, size_t n) {
    return memcpy(dest, src, n * sizeof *src);
}

wint_t btowc(int c) {
    return c >= 0 && c < 128 ? (wint_t) c : WEOF;
}

int wctob(wint_t c) {
    return c < 128 ? (int) c : EOF;
}

wint_t fputwc(wchar_t wc, FILE *stream) {
    char c;
    return wctomb(&c, wc) < 0 || fputc(c, stream) == EOF ? WEOF : (wint_t) wc;
}

wint_t putwchar(wchar_t wc) {
    return fputwc(wc, stdout);
}

int fputws(const wchar_t *ws, FILE *stream) {
    while (*ws) if (fputwc(*ws++, stream) == WEOF) return -1;
    return 1;
}

${'alnum alpha blank cntrl digit graph lower print punct space upper xdigit'
  .split(' ')
  .map(
    (kind) =>
      `int is${kind}(int c);\nint isw${kind}(wint_t wc) {\n    return wc < 128 && is${kind}(wc);\n}`,
  )
  .join('\n')}

wint_t towlower(wint_t wc) {
    return wc >= 'A' && wc <= 'Z' ? wc + 32 : wc;
}

wint_t towupper(wint_t wc) {
    return wc >= 'a' && wc <= 'z' ? wc - 32 : wc;
}
`;

export const WIDE_PART: LibraryPart = {
  headers: [
    {
      name: 'locale.h',
      text: `#ifndef NULL
#define NULL ((void *) 0)
#endif
#define LC_CTYPE 0
#define LC_NUMERIC 1
#define LC_TIME 2
#define LC_COLLATE 3
#define LC_MONETARY 4
#define LC_MESSAGES 5
#define LC_ALL 6
struct lconv {
    char *decimal_point, *thousands_sep, *grouping, *int_curr_symbol, *currency_symbol;
    char *mon_decimal_point, *mon_thousands_sep, *mon_grouping, *positive_sign, *negative_sign;
    char int_frac_digits, frac_digits, p_cs_precedes, p_sep_by_space, n_cs_precedes;
    char n_sep_by_space, p_sign_posn, n_sign_posn, int_p_cs_precedes, int_p_sep_by_space;
    char int_n_cs_precedes, int_n_sep_by_space, int_p_sign_posn, int_n_sign_posn;
};
char *setlocale(int category, const char *locale);
struct lconv *localeconv(void);`,
    },
    {
      name: 'wchar.h',
      includes: ['stddef.h', 'stdint.h', 'stdio.h'],
      text: `typedef unsigned int wint_t;
typedef struct { int __count; unsigned int __value; } mbstate_t;
#define WEOF 0xffffffffu
size_t wcslen(const wchar_t *s);
wchar_t *wcscpy(wchar_t *dest, const wchar_t *src);
wchar_t *wcsncpy(wchar_t *dest, const wchar_t *src, size_t n);
wchar_t *wcscat(wchar_t *dest, const wchar_t *src);
int wcscmp(const wchar_t *s1, const wchar_t *s2);
int wcsncmp(const wchar_t *s1, const wchar_t *s2, size_t n);
wchar_t *wcschr(const wchar_t *s, wchar_t c);
wchar_t *wcsrchr(const wchar_t *s, wchar_t c);
wchar_t *wcsstr(const wchar_t *haystack, const wchar_t *needle);
wchar_t *wmemset(wchar_t *s, wchar_t c, size_t n);
wchar_t *wmemcpy(wchar_t *dest, const wchar_t *src, size_t n);
wint_t btowc(int c);
int wctob(wint_t c);
wint_t fputwc(wchar_t wc, FILE *stream);
wint_t putwchar(wchar_t wc);
int fputws(const wchar_t *ws, FILE *stream);`,
    },
    {
      name: 'wctype.h',
      text: `typedef unsigned int wint_t;
${'alnum alpha blank cntrl digit graph lower print punct space upper xdigit'
  .split(' ')
  .map((kind) => `int isw${kind}(wint_t wc);`)
  .join('\n')}
wint_t towlower(wint_t wc);
wint_t towupper(wint_t wc);`,
    },
  ],
  sources: [
    { name: 'libc/locale.c', text: LOCALE },
    { name: 'libc/wide.c', text: WIDE },
  ],
};

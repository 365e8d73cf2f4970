// Wide characters and the bytes that they are outside: mbrtowc(3), wcrtomb(3) and what is made of them.
//
// One idea: a state is the bytes of a character that is not whole yet, and nothing else.
//
// Source: ISO C17 7.22.7, 7.22.8, 7.29.6; glibc 2.36.

export const MULTIBYTE = String.raw`#define _GNU_SOURCE
#include <errno.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

extern int __utf8;

size_t __ctype_get_mb_cur_max(void) {
    return __utf8 ? 6 : 1;
}

int mbsinit(const mbstate_t *ps) {
    return !ps || ps->__count == 0;
}

size_t mbrtowc(wchar_t *pwc, const char *s, size_t n, mbstate_t *ps) {
    static mbstate_t own;
    char all[8];
    if (!ps) ps = &own;
    if (!s) return mbrtowc(NULL, "", 1, ps);
    size_t before = ps->__count, more = n < 4 ? strnlen(s, n) : strnlen(s, 4);
    if (more < n && more < 4) more++;
    memcpy(all, &ps->__value, before);
    memcpy(all + before, s, more);
    size_t used = __decode(pwc, all, before + more);
    ps->__count = 0;
    if (used == (size_t) -2) {
        ps->__count = before + more;
        memcpy(&ps->__value, all, before + more);
    }
    return used - 1 < 8 ? used - before : used;
}

size_t mbrlen(const char *s, size_t n, mbstate_t *ps) {
    static mbstate_t own;
    return mbrtowc(NULL, s, n, ps ? ps : &own);
}

size_t wcrtomb(char *s, wchar_t wc, mbstate_t *ps) {
    (void) ps;
    return s ? __encode(s, wc) : 1;
}

int mbtowc(wchar_t *pwc, const char *s, size_t n) {
    if (!s) return 0;
    mbstate_t state = {0};
    size_t used = mbrtowc(pwc, s, n, &state);
    return used == (size_t) -2 ? -1 : (int) used;
}

int mblen(const char *s, size_t n) {
    return mbtowc(NULL, s, n);
}

int wctomb(char *s, wchar_t wchar) {
    return s ? __encode(s, wchar) : 0;
}

/* Where to go on is in *src: NULL behind the NUL. */
size_t mbsnrtowcs(wchar_t *dst, const char **src, size_t nms, size_t len, mbstate_t *ps) {
    static mbstate_t own;
    const char *s = *src, *end = s + nms;
    mbstate_t state = ps ? *ps : own;
    size_t n = 0;
    for (; !dst || n < len; n++) {
        wchar_t wc;
        size_t used = s == end ? (size_t) -2 : mbrtowc(&wc, s, end - s, &state);
        if (used == (size_t) -1) {
            if (dst) *src = s;
            return -1;
        }
        if (used == (size_t) -2) {
            s = end;
            break;
        }
        if (dst) dst[n] = wc;
        if (used == 0) {
            s = NULL;
            break;
        }
        s += used;
    }
    if (dst) {
        *src = s;
        *(ps ? ps : &own) = state;
    }
    return n;
}

size_t mbsrtowcs(wchar_t *dst, const char **src, size_t len, mbstate_t *ps) {
    return mbsnrtowcs(dst, src, strlen(*src) + 1, len, ps);
}

size_t mbstowcs(wchar_t *pwcs, const char *s, size_t n) {
    mbstate_t state = {0};
    return mbsrtowcs(pwcs, &s, n, &state);
}

size_t wcsnrtombs(char *dst, const wchar_t **src, size_t nwc, size_t len, mbstate_t *ps) {
    const wchar_t *s = *src;
    size_t n = 0;
    (void) ps;
    for (; nwc > 0; nwc--, s++) {
        char bytes[8];
        int used = __encode(bytes, *s);
        if (used < 0) {
            if (dst) *src = s;
            return -1;
        }
        if (dst && n + used > len) break;
        if (dst) memcpy(dst + n, bytes, used);
        if (!*s) {
            s = NULL;
            break;
        }
        n += used;
    }
    if (dst) *src = s;
    return n;
}

size_t wcsrtombs(char *dst, const wchar_t **src, size_t len, mbstate_t *ps) {
    return wcsnrtombs(dst, src, wcslen(*src) + 1, len, ps);
}

size_t wcstombs(char *s, const wchar_t *pwcs, size_t n) {
    return wcsrtombs(s, &pwcs, n, NULL);
}

wint_t btowc(int c) {
    return c >= 0 && c < 128 ? (wint_t) c : WEOF;
}

int wctob(wint_t c) {
    return c < 128 ? (int) c : EOF;
}
`;

// Wide characters: kinds and cases, bytes and back, strings, numbers, printf, scanf and streams of them.
#define _GNU_SOURCE
#include <errno.h>
#include <locale.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <wchar.h>
#include <wctype.h>

static const wchar_t several[] = {L'a', L'Z', L'5', L' ', L'\n', 0x7f, 0xa0, 0xad, 0xdf, 0xe9, 0xc9, 0x300, 0x3a9, 0x3c9, 0x430,
                                  0x660, 0x2003, 0x200b, 0x20ac, 0x3000, 0x4e2d, 0xff21, 0x1f600, 0x130, 0x1c5, 0};

static void kinds(void) {
    const char *names[] = {"alnum", "alpha", "blank", "cntrl", "digit", "graph", "lower", "print", "punct", "space", "upper", "xdigit"};
    for (const wchar_t *p = several; *p; p++) {
        printf("%x:", (unsigned) *p);
        for (int i = 0; i < 12; i++) if (iswctype(*p, wctype(names[i]))) printf(" %s", names[i]);
        printf(", %x %x, %d columns\n", towlower(*p), towctrans(*p, wctrans("toupper")), wcwidth(*p));
    }
    printf("%d %d %d\n", wctype("vowel") == 0, iswalpha(WEOF), !!iswspace(L'\t'));
}

static void bytes(const char *what, const char *s, size_t n) {
    wchar_t wc = 0;
    mbstate_t state;
    memset(&state, 0, sizeof state);
    errno = 0;
    size_t used = mbrtowc(&wc, s, n, &state);
    printf("%s: %zd %x %d, %s\n", what, (ssize_t) used, (unsigned) wc, mbsinit(&state), used == (size_t) -1 ? strerror(errno) : "fine");
}

static void conversions(void) {
    printf("%zu bytes at most, %d %d\n", MB_CUR_MAX, (int) btowc('x'), (int) btowc(0xe9));
    bytes("ascii", "x", 1);
    bytes("two", "\xc3\xa9", 2);
    bytes("four", "\xf0\x9f\x98\x80", 9);
    bytes("cut off", "\xe2\x82", 2);
    bytes("nothing", "", 0);
    bytes("end", "", 1);
    bytes("alone", "\xa9", 1);
    bytes("too long", "\xc0\x80", 2);
    bytes("surrogate", "\xed\xa0\x80", 3);
    wchar_t w[16], wc;
    char s[32];
    mbstate_t state;
    memset(&state, 0, sizeof state);
    wc = 0;
    for (const char *p = "\xe2\x82\xac"; *p; p++) printf("%zd ", (ssize_t) mbrtowc(&wc, p, 1, &state));
    printf("%x\n", (unsigned) wc);
    memset(w, 0, sizeof w);
    printf("%zd\n", (ssize_t) mbstowcs(w, "h\xc3\xa9t\xc3\xa9", 16));
    printf("%zd %zd\n", (ssize_t) wcstombs(s, w, sizeof s), (ssize_t) wcstombs(NULL, w, 0));
    printf("%zd %zd\n", (ssize_t) mbstowcs(NULL, "h\xc3\xa9", 0), (ssize_t) mbstowcs(NULL, "\xff", 0));
    printf("%zd\n", (ssize_t) mbstowcs(w, "abc", 2));
    printf("%zd\n", (ssize_t) wcstombs(s, L"\u20ac\u20ac", 5));
    printf("%d %d %d\n", mblen("\xc3\xa9", 2), wctomb(s, 0xd800), mbtowc(NULL, NULL, 0));
    const char *from = "x\xc3\xa9" "y";
    memset(&state, 0, sizeof state);
    printf("%zd", (ssize_t) mbsrtowcs(w, &from, 2, &state));
    printf(" %s", from);
    printf(" %zd", (ssize_t) mbsrtowcs(w, &from, 16, &state));
    printf(" %d\n", from == NULL);
}

static void strings(void) {
    wchar_t a[32] = L"one", *save;
    wcscat(a, L", two");
    wcsncat(a, L", three and more", 7);
    printf("%ls %zu %zu %d %d\n", a, wcslen(a), wcsnlen(a, 4), wcscmp(L"a", L"b"), wcsncmp(L"abc", L"abd", 2));
    printf("%ls %ls %ls %d\n", wcschr(a, L't'), wcsrchr(a, L't'), wcsstr(a, L"two"), wcspbrk(a, L"#") == NULL);
    printf("%zu %zu %d %d\n", wcsspn(L"aab", L"a"), wcscspn(L"xyz,", L","), wcscasecmp(L"\u00c9t\u00c9", L"\u00e9T\u00e9"), wcsncasecmp(L"ab", L"Ac", 1));
    for (wchar_t *p = wcstok(a, L", ", &save); p; p = wcstok(NULL, L", ", &save)) printf("[%ls]", p);
    wchar_t b[8], *copy = wcsdup(L"copy");
    wmemset(b, L'-', 7);
    b[7] = 0;
    wmemcpy(b, L"ab", 2);
    wmemmove(b + 1, b, 2);
    printf(" %ls %ls %d %d %d\n", copy, b, wmemcmp(b, L"aab", 3), wmemchr(b, L'b', 8) == b + 2, wcswidth(L"a\u4e2d", 9));
    free(copy);
    wchar_t *end;
    printf("%ld", wcstol(L" -17rest", &end, 10));
    printf(" %ls %lu", end, wcstoul(L"0x1fz", NULL, 0));
    printf(" %g", wcstod(L"2.5e3 x", &end));
    printf(" %ls %lld\n", end, wcstoll(L"9223372036854775808", NULL, 10));
    time_t day = 86400;
    wchar_t text[40];
    printf("%zu ", wcsftime(text, 40, L"%A, %Y", gmtime(&day)));
    printf("%ls %d\n", text, (int) wcscoll(L"b", L"a"));
}

static int formatted(wchar_t *to, size_t n, const wchar_t *format, ...) {
    va_list ap;
    va_start(ap, format);
    int result = vswprintf(to, n, format, ap);
    va_end(ap);
    return result;
}

static void formats(void) {
    wchar_t w[64];
    int n, a;
    printf("%ls|%6ls|%-4ls|%.3ls|%lc|%S\n", L"h\u00e9\u4e2d", L"\u00e9", L"\u00e9", L"\u00e9\u00e9", (wint_t) 0x20ac, L"big");
    n = swprintf(w, 64, L"%s %5ls %-4s|%lc %d %.2f %#x", "h\xc3\xa9", L"\u00e9", "\xc3\xa9", (wint_t) 0x1f600, -5, 2.5, 255);
    printf("%d %ls\n", n, w);
    printf("%d\n", swprintf(w, 4, L"hello"));
    n = formatted(w, 64, L"%ls and %s", L"this", "that");
    printf("%d %ls\n", n, w);
    printf("%d\n", printf("%ls", (const wchar_t[]){0xd800, 0}));
    wchar_t word[16] = {0}, c = 0, *grown = NULL;
    char narrow[16];
    printf("%d", swscanf(L"12 \u00e9t\u00e9 na\u00efve Z", L"%d %ls %s %lc", &a, word, narrow, &c));
    printf(" %d %ls %s %lc\n", a, word, narrow, (wint_t) c);
    printf("%d", swscanf(L"x=\u00e9t\u00e9 rest", L"x=%l[^ ] %mls", word, &grown));
    printf(" %ls %ls\n", word, grown);
    free(grown);
}

static void streams(void) {
    FILE *f = tmpfile();
    fputws(L"first \u20ac\n", f);
    fputwc(0x4e2d, f);
    fwprintf(f, L" %ls %d\n", L"second", 2);
    rewind(f);
    wchar_t line[32];
    printf("%d ", fgetws(line, 32, f) == line);
    printf("%ls", line);
    wint_t c = fgetwc(f);
    printf("%x ", c);
    printf("%x ", ungetwc(c, f));
    printf("%x\n", getwc(f));
    int n;
    printf("%d", fwscanf(f, L"%ls %d", line, &n));
    printf(" %ls %d", line, n);
    printf(" %d", fgetws(line, 32, f) == line);
    printf(" %d\n", fgetwc(f) == WEOF);
    fclose(f);
}

int main(void) {
    kinds();
    conversions();
    printf("%s\n", setlocale(LC_CTYPE, "C.UTF-8"));
    kinds();
    conversions();
    strings();
    formats();
    streams();
    return 0;
}

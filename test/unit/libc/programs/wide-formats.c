// %ls, %lc and %l[ of narrow printf and scanf: in the C locale ASCII alone, in C.UTF-8 any character.
#define _GNU_SOURCE
#include <errno.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <wchar.h>
#include <wctype.h>

static void print(const char *where) {
    char text[64];
    int n = snprintf(text, sizeof text, "%ls|%lc|%5ls|%-4ls|%.3ls|", L"abc", (wint_t) L'x', L"ab", L"cd", L"efgh");
    printf("%s: %d %s\n", where, n, text);
    errno = 0;
    n = snprintf(text, sizeof text, "%ls|%4lc|%8ls|%.2ls", L"h\u00e9 \u20ac", (wint_t) 0x20ac, L"\u00e9\u00e8", L"a\u00e9");
    printf("%s: %d %d\n", where, n, n < 0 ? errno == EILSEQ : 0);
    if (n > 0) puts(text);
}

static void show(const char *what, int n, const wchar_t *text) {
    printf("%s: %d", what, n);
    for (size_t i = 0; n > 0 && i < wcslen(text); i++) printf(" %x", text[i]);
    puts("");
}

static void scan(const char *where) {
    wchar_t word[16], other[16], letters[4] = {0}, *made = NULL;
    char narrow[16];
    int number;
    printf("%s\n", where);
    show("plain", sscanf("  hello world", "%ls", word), word);
    int n = sscanf("h\xc3\xa9llo w\xe2\x82\xac", "%ls %ls", word, other);
    show("word", n, word);
    show("other", n > 1 ? n : 0, other);
    show("width", sscanf("abcdef", "%3ls", word), word);
    show("letters", sscanf("xyz", "%3lc", letters), letters);
    show("one", sscanf("xyz", " %*c%lc", letters), letters);
    n = sscanf("abc42 rest", "%l[a-c]%d %s", word, &number, narrow);
    show("set", n, word);
    if (n == 3) printf("%d %s\n", number, narrow);
    n = sscanf("made of memory", "%mls", &made);
    show("made", n, made);
    free(made);
    show("S", sscanf("big", "%S", word), word);
    show("nothing", sscanf("   ", "%ls", word), word);
    show("skipped", sscanf("one two", "%*ls %ls", word), word);
}

int main(void) {
    print("C");
    scan("C");
    printf("%s\n", setlocale(LC_ALL, "C.UTF-8"));
    print("C.UTF-8");
    scan("C.UTF-8");
    printf("%d %d %x %x\n", wcwidth(0x20ac), iswalpha(0xe9) != 0, towupper(0xe9), towlower(0x410));
    return 0;
}

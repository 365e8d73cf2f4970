// Functions behind pointers, variable arguments handed on, jumps out of deep calls.
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int by_length(const char **a, const char **b) {
    return (int) strlen(*a) - (int) strlen(*b);
}

static int vsum(int n, va_list ap) {
    int total = 0;
    while (n--) total += va_arg(ap, int);
    return total;
}

static int sum(int n, ...) {
    va_list ap, again;
    va_start(ap, n);
    va_copy(again, ap);
    int first = vsum(n, ap), second = vsum(n, again);
    va_end(again);
    va_end(ap);
    return first == second ? first : -1;
}

static jmp_buf back;

static int deep(int n) {
    char room[64];
    snprintf(room, sizeof room, "%d", n);
    if (n == 0) longjmp(back, 7);
    return deep(n - 1) + atoi(room);
}

static int old(a, b) int a; char *b; { return a + (b != 0); }

int main(void) {
    const char *words[] = {"three", "a", "four", "to"};
    qsort(words, 4, sizeof words[0], (int (*)(const void *, const void *)) by_length);
    printf("%s %s %s %s\n", words[0], words[1], words[2], words[3]); // → a to four three
    printf("%d\n", sum(4, 1, 2, 3, 4)); // → 10
    int n = setjmp(back);
    if (n == 0) deep(20);
    printf("%d\n", n); // → 7
    int (*say)(const char *, ...) = printf;
    say("%s %d\n", "say", 3); // → say 3
    int (*write_to)(char *, size_t, const char *, ...) = snprintf;
    char room[16];
    write_to(room, sizeof room, "%.1f %s", 2.5, "half");
    puts(room); // → 2.5 half
    int (*f)() = old;
    printf("%d\n", f(2, "x")); // → 3
    void (*handler)(int) = signal(SIGUSR1, SIG_DFL);
    printf("%d\n", handler == SIG_DFL || handler == SIG_ERR); // → 1
    return 0;
}

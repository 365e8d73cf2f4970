// Functions of the library behind pointers, those with `...` too.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct sink {
    int (*format)(char *, size_t, const char *, ...);
    size_t (*length)(const char *);
};

static int write_with(int (*fp)(char *, const char *, ...), char *to) {
    return fp(to, "%.1f|%s|%ld", 5.25, "x", 1L << 40);
}

int main(void) {
    char text[40];
    printf("%d ", write_with(sprintf, text));
    printf("%s\n", text);
    // → 19 5.2|x|1099511627776
    struct sink s = { snprintf, strlen };
    printf("%d ", s.format(text, 4, "%d", 123456));
    printf("%s %zu\n", text, s.length(text));
    // → 6 123 3
    int (*out)(const char *, ...) = printf;
    out("%d %c %.2f\n", -7, 'z', 0.5);
    // → -7 z 0.50
    void *(*copy)(void *, const void *, size_t) = memcpy;
    copy(text, "copied", 7);
    puts(text);
    // → copied
    return 0;
}

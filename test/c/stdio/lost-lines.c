// What fwrite says it has written when a line cannot leave: with the stream's first bytes, those before the
// newline; later all that is in the buffer.
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

/* A stream of lines to nowhere, with a few bytes in its buffer if they are given. */
static FILE *lost(const char *begun) {
    int fd = open("/dev/null", O_WRONLY);
    FILE *f = fdopen(fd, "w");
    setvbuf(f, NULL, _IOLBF, 1024);
    if (begun) fputs(begun, f);
    close(fd);
    return f;
}

int main(void) {
    printf("%zu\n", fwrite("a\nb", 1, 3, lost(NULL))); // → 1
    printf("%zu\n", fwrite("ab\n", 1, 3, lost(NULL))); // → 2
    printf("%zu\n", fwrite("abc\n", 4, 1, lost(NULL))); // → 0
    printf("%zu\n", fwrite("a\nb", 1, 3, lost("x"))); // → 2
    printf("%zu\n", fwrite("ab\n", 1, 3, lost("x"))); // → 3
    printf("%zu\n", fwrite("abc\n", 4, 1, lost("x"))); // → 1
    printf("%d\n", fputs("ab\n", lost(NULL))); // → -1
    printf("%d\n", fputs("ab\n", lost("x"))); // → -1
    printf("%d\n", fprintf(lost("x"), "%d\n", 1)); // → -1
    return 0;
}

/* gets is in the library, and in no header: lines of any length, the last one without its end, and nothing behind it. */
#define _GNU_SOURCE
#include <stdio.h>
#include <unistd.h>
#include <wchar.h>

char *gets(char *s);

int main(void) {
    FILE *f = fopen("lines", "w");
    fputs("the first line\n\nlast line, without an end", f);
    fclose(f);
    if (!freopen("lines", "r", stdin)) return 1;
    char line[64];
    for (int i = 0; i < 4; i++) {
        char *got = gets(line);
        printf("%d [%s] %d\n", got == line, got ? got : "", feof(stdin) != 0);
    }
    rewind(stdin);
    int c = fgetc_unlocked(stdin);
    printf("%c %d\n", c, fileno_unlocked(stdin));
    clearerr_unlocked(stdin);
    fflush_unlocked(stdout);
    unlink("lines");
    return 0;
}

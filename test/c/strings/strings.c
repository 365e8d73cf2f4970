#include <stdio.h>
#include <string.h>
#include <stdlib.h>
#include <ctype.h>
// The string functions and printf's formats, against the real C library.
static void reverse(char *s) {
    for (char *e = s + strlen(s); s < e;) { char t = *s; *s++ = *--e; *e = t; }
}
static int words(const char *p) {
    int n = 0, in = 0;
    for (; *p; p++) {
        if (isspace((unsigned char)*p)) in = 0;
        else if (!in) { in = 1; n++; }
    }
    return n;
}
int main(void) {
    char a[32] = "hello", b[32];
    strcpy(b, a);
    strcat(b, ", world");
    printf("%s %zu %d %d\n", b, strlen(b), strcmp(a, b) < 0, strncmp(a, b, 5));
    printf("%s %s %d\n", strchr(b, 'w'), strstr(b, "lo"), strrchr(b, 'z') == NULL);
    memmove(b + 2, b, 5);
    printf("%s %d\n", b, memcmp("abc", "abd", 3) < 0);
    memset(a, 'x', 3);
    reverse(a);
    printf("%s %d\n", a, words(" GET / HTTP/1.1\r\nHost: x "));
    char *d = strdup("copy");
    d[0] = toupper(d[0]);
    printf("%s\n", d);
    free(d);
    printf("%d %ld %ld %lu\n", atoi(" -42x"), strtol("ff", NULL, 16), strtol("077", NULL, 0), strtoul("9", NULL, 10));
    printf("[%5d][%-5d][%05d][%+d][% d][%x][%X][%#x][%o]\n", 42, 42, 42, 42, 42, 255, 255, 255, 8);
    printf("[%s][%10s][%-10s][%.2s][%c][%%]\n", "abc", "abc", "abc", "abc", 'c');
    printf("[%*d][%-*d][%.*s]\n", 6, 1, 6, 2, 2, "xyz");
    printf("[%ld][%lu][%lld][%zu][%hd][%hhu]\n", -1L, ~0ul, 1LL << 62, sizeof(int), (short)-1, (unsigned char)255);
    char small[6];
    int n = snprintf(small, sizeof small, "%d-%s", 123, "long text");
    printf("%s %d\n", small, n);
    char line[] = "GET /index.html HTTP/1.1";
    char *save = line, *token;
    while ((token = strsep(&save, " ")) != NULL) printf("<%s>", token);
    printf("\n%s|%s|\n", "tab\there", "nul\0hidden");
    printf("%d %d %d\n", '\n', '\0', '\\');
    puts("puts");
    putchar('p');
    putchar('\n');
    fputs("fputs\n", stdout);
    fprintf(stdout, "%s\n", "fprintf");
    return 0;
}
// → hello, world 12 1 0
// → world lo, world 1
// → hehelloworld 1
// → olxxx 5
// → Copy
// → -42 255 63 9
// → [   42][42   ][00042][+42][ 42][ff][FF][0xff][10]
// → [abc][       abc][abc       ][ab][c][%]
// → [     1][2     ][xy]
// → [-1][18446744073709551615][4611686018427387904][4][-1][255]
// → 123-l 13
// → <GET></index.html><HTTP/1.1>
// → tab	here|nul|
// → 10 0 92
// → puts
// → p
// → fputs
// → fprintf

// strdupa() and strndupa(): copies that live as long as the function that made them.
#define _GNU_SOURCE
#include <stdio.h>
#include <string.h>
int main(void) {
    const char *text = "abcdef";
    char *a = strndupa(text, 3), *b = strndupa(text, 30), *c = strndupa(text + 6, 2), *d = strdupa("whole");
    printf("[%s] [%s] [%s] [%s]\n", a, b, c, d);
    for (int i = 0; i < 3; i++) printf("%s|", strndupa(text, i));
    printf("\nof %s, %zu and %zu characters of it\n", text, strlen(a), strlen(b));
    return 0;
}

#include <stdio.h>
#include <string.h>
static int same(void) {
    char name[20];
    return strcmp(name, "root") == 0;
}
static void greet(void) {
    char text[20];
    strcat(text, "hello");
    puts(text);
}
static size_t filled(int n) {
    char a[20] = "", b[20], c[20];
    for (int i = 0; i < n; i++) {
        if (i > 0) puts(c);
        strcpy(c, "x");
    }
    snprintf(b, sizeof b, "%d", n);
    return strlen(a) + strlen(b);
}
int main(void) {
    greet();
    return same() + (int)filled(2);
}

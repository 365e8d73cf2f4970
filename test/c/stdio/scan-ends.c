// What scanf says where the input ends, and what %m leaves behind.
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>

static void take(const char *text, const char *format) {
    int value = -7;
    int n = sscanf(text, format, &value);
    printf("\"%s\" \"%s\": %d %d\n", text, format, n, value);
}

int main(void) {
    take("", " ");
    take("", " %n");
    take("   ", " %n");
    take("", "%n");
    take("", "x");
    take("", " x");
    take("  ", "%d");
    take("  ", " %d");
    take("  ", "%%");
    take("7  ", "%d x");
    take("", "%*d");
    char *text = (char *) 1, *other = (char *) 1;
    int n = sscanf("  ", "%ms", &text);
    printf("%d %d\n", n, text == NULL);
    text = (char *) 1;
    n = sscanf("word", "%m[0-9]", &text);
    printf("%d %d\n", n, text == NULL);
    n = sscanf("12 ab", "%m[0-9]%m[x-z]", &text, &other);
    printf("%d %s %d\n", n, text, other == NULL);
    free(text);
}
// → "" " ": 0 -7
// → "" " %n": 0 0
// → "   " " %n": 0 3
// → "" "%n": 0 0
// → "" "x": -1 -7
// → "" " x": -1 -7
// → "  " "%d": -1 -7
// → "  " " %d": -1 -7
// → "  " "%%": -1 -7
// → "7  " "%d x": 1 7
// → "" "%*d": -1 -7
// → -1 1
// → 0 1
// → 1 12 1

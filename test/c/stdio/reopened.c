// What a stream still has in its buffer goes where it was opened, before it is opened anew.
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void show(const char *name) {
    char text[64];
    FILE *f = fopen(name, "r");
    size_t n = fread(text, 1, sizeof text - 1, f);
    text[n] = '\0';
    printf("%s: [%s]\n", name, text);
    fclose(f);
}

int main(void) {
    char line[32];
    FILE *f = fopen("first", "w");
    fputs("one two three", f);
    printf("%d\n", freopen("second", "w", f) == f);
    fputs("four", f);
    printf("%d\n", freopen("first", "r", f) == f);
    printf("%d %ld\n", fseek(f, -5, SEEK_END), ftell(f));
    printf("[%s]\n", fgets(line, sizeof line, f));
    printf("%d\n", freopen("second", "a+", f) == f);
    fputs(" five", f);
    printf("%d\n", freopen("none/none", "r", f) == NULL);
    show("first");
    show("second");
    unlink("first");
    unlink("second");
}
// → 1
// → 1
// → 0 0
// → [three]
// → 1
// → 1
// → first: [one two three]
// → second: [four five]

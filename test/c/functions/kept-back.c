// What a header keeps for _GNU_SOURCE is called as it is, with a warning, where the program does not ask for it.
#include <stdio.h>
#include <stdlib.h>

int main(void) {
    char *text;
    int n = asprintf(&text, "%s %d", "answer", 42); // warning: implicit declaration of function 'asprintf'; did you mean 'vsprintf'?
    printf("%d %s\n", n, text);
    free(text);
}
// → 9 answer 42

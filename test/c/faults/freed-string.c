#include <stdio.h>
#include <stdlib.h>
#include <string.h>
int main(void) {
    char *copy = strdup("text");
    free(copy);
    printf("%s\n", copy); // fault: printf: reads 1 byte of a block of 5 bytes (from strdup() in main, freed-string.c:5) that was given back by free() in main, freed-string.c:6 (use after free)
    return 0;
}

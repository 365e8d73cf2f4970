#include <string.h>
#include <stdlib.h>
#include <stdio.h>
int main(void) {
    char b[4];
    strcpy(b, NULL);
    size_t n = strlen(NULL);
    free(NULL);
    memcpy(NULL, b, 4);
    printf(NULL);
    return (int)n;
}

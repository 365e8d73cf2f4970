#include <stdlib.h>
#include <string.h>
#include <unistd.h>
int main(void) {
    char *text = malloc(6);
    strcpy(text, "hello");
    write(1, text, 60); // fault: write: reads just past the end of a block of 6 bytes (from malloc() in main, write-overflow.c:5)
    return 0;
}

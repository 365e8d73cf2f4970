#include <stdlib.h>
int main(void) {
    char room[8] = "";
    char *p = realloc(room, 16); // fault: realloc: this is 'room' (char room[8], 8 bytes, local of main, realloc-wild.c:3); it did not come from malloc(), so it cannot be resized
    return p == 0;
}

#include <stdio.h>
#include <string.h>
struct line { char text[8]; char next[8]; };
int main(void) {
    struct line l;
    memset(&l, 0, sizeof l);
    snprintf(l.text, sizeof l, "%s", "0123456789"); // fault: snprintf: writes 3 bytes past the end of 'l.text' (char[8]), over 'l.next'
    return 0;
}

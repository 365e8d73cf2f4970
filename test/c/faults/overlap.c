#include <string.h>
int main(void) {
    char text[16] = "abcdef";
    memcpy(text + 2, text, 6); // fault: memcpy: the two regions overlap; memmove is for that
    return 0;
}

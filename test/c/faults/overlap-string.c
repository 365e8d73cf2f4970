#include <string.h>
int main(void) {
    char text[16] = "  trim";
    strcpy(text, text + 2); // fault: strcpy: the two regions overlap; memmove is for that
    return 0;
}

#include <string.h>
int main(void) {
    char small[4];
    const char *text = "too long";
    strcpy(small, text); // fault: strcpy: writes just past the end of 'small' (char small[4], 4 bytes, local of main, strcpy-overflow.c:3): index 4, but the last one is 3
    return 0;
}

#include <string.h>
int main(void) {
    unsigned char b[4] = {0};
    unsigned int *u = 0;
    int *i = u;
    char *s = b;
    return strlen(b) + (i == 0) + (s == 0);
}

#include <string.h>
int main(void) {
    char *last = 0;
    for (int i = 0; i < 3; i++) {
        char name[8] = "";
        name[0] = (char) ('a' + i);
        last = name;
    }
    return (int) strlen(last); // fault: strlen: reads 1 byte of 'name' (char name[8], 8 bytes, local of main, loop-ended.c:5), whose block has ended: it lives no longer
}

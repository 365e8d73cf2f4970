#include <string.h>
struct pair { char key[4], value[4]; };
int main(void) {
    struct pair p;
    strncpy(p.key, "abcdef", sizeof p.key);
    strcpy(p.value, "one");
    return (int) strlen(p.key); // fault: strlen: reads 4 bytes past the end of 'p.key' (char[4]), into 'p.value'
}

#include <string.h>
int main(void) {
    char buffer[8];
    buffer[0] = 'a';
    return (int)strlen(buffer); // fault: strlen: reads 'buffer[1]' before it was given a value (uninitialised)
}

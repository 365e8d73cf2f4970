#include <stdio.h>
static char *greeting(void) {
    char text[10] = "hey";
    char *p = text;
    return p;
}
int main(void) {
    printf("%s\n", greeting()); // fault: printf: reads a variable of a function that has returned: its place is in use again
    return 0;
}

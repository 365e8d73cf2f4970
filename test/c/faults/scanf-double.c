#include <stdio.h>
static const char *format = "%lf";
int main(void) {
    double x = 1;
    return sscanf("2.5", format, x) == 1; // fault: sscanf: reads as 'void *' an argument that the call passed as a double
}

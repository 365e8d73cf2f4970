#include <stdio.h>
int main(void) {
    int zero = 0;
    printf("before\n"); // the text is in stdio's buffer when the program dies
    return 10 / zero; // fault: divides by zero
}

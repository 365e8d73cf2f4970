#include <stdio.h>
int main(void) {
    long first[8] = {0}, second[8] = {0};
    for (int i = 7; i >= -8; i -= 15) second[i] = i; // fault: uses index -8 of 'second' (long int[8]): the first one is 0
    printf("%ld %ld\n", first[0], second[0]);
    return 0;
}

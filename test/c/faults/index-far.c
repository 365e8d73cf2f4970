#include <stdio.h>
static int few[3];
static int other[100];
static int far_away(int k) {
    return few[k]; // fault: uses index 20 of 'few' (int[3]): the last one is 2
}
int main(void) {
    other[0] = 1;
    return far_away(20) + other[0];
}

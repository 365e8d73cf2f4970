#include <stdio.h>
int main(void) {
    int squares[5];
    for (int i = 0; i <= 5; i++)
        squares[i] = i * i; // fault: writes just past the end of 'squares' (int squares[5], 20 bytes, local of main, array-end.c:3): index 5, but the last one is 4
    printf("%d\n", squares[4]);
    return 0;
}

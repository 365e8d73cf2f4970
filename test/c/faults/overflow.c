#include <limits.h>
#include <stdio.h>
int main(void) {
    int n = INT_MAX, low = INT_MIN;
    for (int i = 0; i < 3; i++) {
        int m = n + 1; // runtime: overflow.c:6:19: runtime warning: signed integer overflow: 2147483647 + 1 does not fit in 'int'
        low -= m > 0; // told where it overflows
    }
    int wraps = n + 1 == INT_MIN; // runtime: overflow.c:9:19: runtime warning: signed integer overflow: 2147483647 + 1 does not fit in 'int'
    int big = 100000;
    big *= big; // runtime: overflow.c:11:9: runtime warning: signed integer overflow: 100000 * 100000 does not fit in 'int'
    n = -low; // runtime: overflow.c:12:9: runtime warning: signed integer overflow: -(-2147483648) does not fit in 'int'
    n = low - 1; // runtime: overflow.c:13:13: runtime warning: signed integer overflow: -2147483648 - 1 does not fit in 'int'
    n = 3 * big * 7; // runtime: overflow.c:14:11: runtime warning: signed integer overflow: 3 * 1410065408 does not fit in 'int'
    long most = LONG_MAX, least = LONG_MIN;
    most++; // runtime: overflow.c:16:9: runtime warning: signed integer overflow: 9223372036854775807 + 1 does not fit in 'long'
    least -= 2; // runtime: overflow.c:17:11: runtime warning: signed integer overflow: -9223372036854775808 - 2 does not fit in 'long'
    least = -LONG_MAX - 1;
    least = -least; // runtime: overflow.c:19:13: runtime warning: signed integer overflow: -(-9223372036854775808) does not fit in 'long'
    most = LONG_MAX;
    most = most / 2 * 3; // runtime: overflow.c:21:21: runtime warning: signed integer overflow: 4611686018427387903 * 3 does not fit in 'long'
    most = LONG_MAX;
    most = most + most; // runtime: overflow.c:23:17: runtime warning: signed integer overflow: 9223372036854775807 + 9223372036854775807 does not fit in 'long'
    least = LONG_MIN;
    most = least - most; // fits: -2 is taken away
    printf("%d\n", wraps); // → 1
    printf("%d %ld\n", n, most); // → -453397504 -9223372036854775806
    return 0;
}

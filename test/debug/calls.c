/* Functions of every kind, to be called from a debugger's prompt. */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct point {
    int x, y;
    double weight;
};

static int calls;

static int add(int a, int b) {
    calls++;
    return a + b;
}

static long long wide(long long n) {
    return n * 1000000007;
}

static double half(double n) {
    return n / 2;
}

static float third(float n) {
    return n / 3;
}

static struct point mirrored(struct point p) {
    struct point q = {p.y, p.x, -p.weight};
    return q;
}

static unsigned length(const char *text) {
    unsigned n = 0;
    while (text[n]) n++;
    return n;
}

static char *twice(const char *text) {
    char *copy = malloc(2 * strlen(text) + 1);
    strcpy(copy, text);
    return strcat(copy, text);
}

static void note(int n) {
    calls = n;
}

static int fib(int n) {
    return n < 2 ? n : fib(n - 1) + fib(n - 2);
}

static int broken(int *p) {
    return *p;
}

int main(void) {
    struct point at = {1, 2, 0.5};
    int numbers[3] = {3, 4, 5};
    unsigned short port = htons(8080);
    int sum = add(numbers[0], at.x);
    sum += (int)wide(1) + (int)half(4) + (int)third(3) + fib(3);
    at = mirrored(at);
    char *text = twice("ab");
    sum += (int)length(text) + (port > 0);
    note(sum);
    if (sum == 0) broken(numbers);
    printf("%d %d\n", sum, calls);
    free(text);
    return 0;
}

#include <sys/types.h>
typedef struct { int a; } pair;
typedef int (*handler)(int);
int main(void)
{
    void *p = 0;
    int x = *p;
    char c = p[3];
    size_t n = 3;
    pair q = { 1 }, r = n;
    handler h = n;
    n = q;
    if (q) return h == q;
    return q + n;
}

// Assembly without an instruction, or with one that only orders memory or waits, tells a compiler what it
// may not assume. The operands are evaluated, and one that shares an output's place is what it is set to.
#include <stdio.h>

static int calls;

static int *counted(int *p) {
    calls++;
    return p;
}

static inline void keep(void *p) {
    __asm__ __volatile__("" : : "g"(p) : "memory");
}

int main(void) {
    int x = 3, y = 5, unset;
    long same = 7;
    int array[4] = {1, 2, 3, 4};
    struct { int first, second; } pair = {8, 9};
    asm("");
    asm volatile("" ::: "memory");
    asm volatile("pause");
    asm volatile("rep; nop" : : : "memory");
    __asm__ __volatile__("mfence\n\t"
                         : : : "memory");
    asm volatile("" : "+r"(x));
    asm("" : "=r"(y) : "0"(x + 10));
    printf("%d %d\n", x, y); // → 3 13
    asm("" : [out] "=r"(same) : "[out]"(same));
    asm volatile("" : "=m"(array) : "m"(array), "m"(pair));
    asm volatile("" : "+m"(*counted(&array[1])) : "r"(x++), "g"(calls++));
    asm volatile("" : "=m"(unset));
    asm inline("" : "=g"(x), "+g"(y) : "%0"(x), "r"(pair.first) : "cc", "memory");
    keep(&array);
    if (x == 4) asm("");
    else puts("not this");
    printf("%d %ld %d %d\n", x, same, array[1], calls); // → 4 7 2 2
    char *text = "text", *copy;
    asm("" : "=r"(copy) : "0"(text + 1));
    puts(copy); // → ext
    return 0;
}

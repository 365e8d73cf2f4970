// Structs with padding may be copied and handed on in every way that C knows.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct record {
    char kind;
    int number;
    short port;
    double weight;
    char tail;
};

static struct record make(int n) {
    struct record r;
    r.kind = 'k';
    r.number = n;
    r.port = 8080;
    r.weight = n / 2.0;
    r.tail = 't';
    return r;
}

static int sum(struct record r) {
    return r.kind + r.number + r.port + (int) r.weight + r.tail;
}

static void copy_chars(void *to, const void *from, size_t n) {
    char *d = to;
    const char *s = from;
    while (n--) *d++ = *s++;
}

static void copy_longs(void *to, const void *from, size_t n) {
    long *d = to;
    const long *s = from;
    for (size_t i = 0; i < n / sizeof(long); i++) d[i] = s[i];
}

static void swap(void *a, void *b, size_t n) {
    unsigned char *x = a, *y = b;
    for (size_t i = 0; i < n; i++) {
        unsigned char t = x[i];
        x[i] = y[i];
        y[i] = t;
    }
}

static int by_number(const void *a, const void *b) {
    const struct record *x = a, *y = b;
    return (x->number > y->number) - (x->number < y->number);
}

int main(void) {
    struct record a = make(7), b, c, d;
    b = a;
    memcpy(&c, &b, sizeof c);
    copy_chars(&d, &c, sizeof d);
    copy_longs(&c, &d, sizeof c);
    printf("%d %d %d %d\n", sum(a), sum(b), sum(c), sum(d)); // → 8313 8313 8313 8313

    struct record list[5];
    for (int i = 0; i < 5; i++) list[i] = make((i * 3) % 5);
    qsort(list, 5, sizeof list[0], by_number);
    for (int i = 0; i < 5; i++) printf("%d ", list[i].number);
    printf("\n"); // → 0 1 2 3 4 
    swap(&list[0], &list[4], sizeof list[0]);
    printf("%d %d\n", list[0].number, list[4].number); // → 4 0

    struct record *heap = malloc(2 * sizeof *heap);
    heap[0] = list[1];
    heap = realloc(heap, 50 * sizeof *heap);
    heap[49] = heap[0];
    printf("%d\n", heap[49].number); // → 1
    free(heap);
    return 0;
}

// Pointers at and one past the end, members by their offset, blocks that end in an open array.
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct link { struct link *next; };
struct item { int weight; struct link link; };
struct packet { unsigned short length; unsigned char kind; char data[]; };
struct old { int count; int values[1]; };

#define container_of(p, type, member) ((type *) ((char *) (p) - offsetof(type, member)))

static int total(const int *from, const int *to) {
    int sum = 0;
    while (from != to) sum += *from++;
    return sum;
}

int main(void) {
    int numbers[4] = {1, 2, 3, 4};
    printf("%d\n", total(numbers, &numbers[4])); // → 10
    int *end = numbers + 4;
    printf("%d %d\n", (int) (end - numbers), end[-1]); // → 4 4

    int grid[3][4];
    for (int *p = &grid[0][0]; p < &grid[2][4]; p++) *p = (int) (p - &grid[0][0]);
    printf("%d %d\n", grid[1][0], grid[2][3]); // → 4 11
    for (int *p = grid[1]; p != grid[2]; p++) printf("%d ", *p);
    printf("\n"); // → 4 5 6 7 

    struct item items[3] = {{1, {NULL}}, {2, {NULL}}, {3, {NULL}}};
    items[0].link.next = &items[1].link;
    items[1].link.next = &items[2].link;
    int sum = 0;
    for (struct link *l = &items[0].link; l; l = l->next) {
        sum += container_of(l, struct item, link)->weight;
    }
    printf("%d\n", sum); // → 6

    struct packet *p = malloc(sizeof *p + 6);
    p->length = 6;
    p->kind = 1;
    strcpy(p->data, "hello");
    printf("%s %c\n", p->data, p->data[4]); // → hello o
    struct packet *q = malloc(sizeof *q + 6);
    memcpy(q, p, sizeof *p + 6);
    for (int i = 0; i < q->length; i++) q->data[i] ^= 0x20;
    printf("%.5s\n", q->data); // → HELLO
    free(p);
    free(q);

    int n = 5;
    struct old *o = malloc(sizeof *o + (size_t) (n - 1) * sizeof(int));
    o->count = n;
    for (int i = 0; i < n; i++) o->values[i] = i;
    printf("%d\n", o->values[n - 1]); // → 4
    free(o);
    return 0;
}

// Records may be sent whole: padding, what lies behind a name, and what a union does not use.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct message {
    char kind;
    int number;
    char name[32];
    union { int code; char text[16]; } body;
    double weight;
    short last;
};

static void fill(struct message *m, int n) {
    m->kind = 'm';
    m->number = n;
    strcpy(m->name, "ann");
    m->body.code = n;
    m->weight = n;
    m->last = 1;
}

int main(void) {
    int ends[2];
    if (pipe(ends) != 0) ends[1] = 77; // descriptor 77 is not open: the call fails, but it is made
    struct message m, both[2];
    fill(&m, 1);
    fill(&both[0], 2);
    both[1] = m;
    ssize_t n = write(ends[1], &m, sizeof m);
    n += write(ends[1], both, sizeof both);
    n += write(ends[1], &both[1].name, 4);
    struct message *h = malloc(sizeof *h);
    fill(h, 3);
    n += write(ends[1], h, sizeof *h);
    free(h);
    struct { unsigned urgent : 1, kind : 5; int after; } bits = {0}, other;
    other.urgent = 1;
    other.kind = bits.kind;
    other.after = 2;
    n += write(ends[1], &other, sizeof other);
    uint32_t length = 4;
    n += write(ends[1], &length, sizeof length);
    printf("%d\n", n != 0); // → 1
    return 0;
}

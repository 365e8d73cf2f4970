// Where an element lies, by an index that is computed: what a message with so many elements takes.
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

struct message {
    int kind;
    struct {
        short port;
        long address;
    } peers[];
};
struct table {
    char name[3];
    int rows[4][5];
};

_Static_assert(offsetof(struct table, rows[1][2]) == 32, "a constant where the indexes are");

int main(void) {
    for (int n = 0; n < 3; n++) printf("%zu ", offsetof(struct message, peers[n]));
    puts(""); // → 8 24 40 
    int i = 1;
    printf("%zu\n", offsetof(struct table, rows[i++][3])); // → 36
    long n = 2;
    struct message *m = malloc(offsetof(struct message, peers[n].address));
    m->peers[n - 1].address = n;
    printf("%ld %d\n", m->peers[1].address, i); // → 2 2
    free(m);
    return 0;
}

#include <stdlib.h>
#include <string.h>
struct node { char name[8]; struct node *next; };
static struct node *new_node(const char *name) {
    struct node *n = calloc(1, sizeof *n);
    strcpy(n->name, name);
    return n;
}
static void drop(struct node *n) { free(n); }
int main(void) {
    struct node *first = new_node("one");
    first->next = new_node("two");
    for (struct node *n = first; n; n = n->next) // fault: reads 8 bytes of a block of 16 bytes (from calloc() in new_node, use-after-free-call.c:5) that was given back by free() in drop, use-after-free-call.c:9 (use after free)
        drop(n);
    return 0;
}

#include <stdio.h>
#include <stdlib.h>
struct node { int v; struct node *next; };
int main(void)
{
    struct node n = malloc(sizeof(struct node));
    struct node *p = malloc(sizeof p);
    p->next = n; p = *n; n.next = &p;
    struct missing m; struct missing *q; q->x = 1;
    free(n); free(p); p->v = 3;
    return n == p;
}

#include <stdio.h>

struct queue { int head; int *at; };

static int sum(int a, int b) { return a + b; }

static int many(int i, int *p, struct queue *q, struct queue v) {
    int n = 0;
    i = i++;
    i = ++i + 1;
    n = i++ + i++;
    p[i++] = p[i];
    p[i] = i++;
    i += i--;
    n = sum(i, i++);
    printf("%d %d\n", i++, i++);
    *p++ = *p;
    q->head = q->head++;
    v.head = v.head++ + 1;
    if (i++ == i) n = 1;
    while (i-- > i) n = 2;
    for (i = 0; i < i++; n = n++) continue;
    switch (i++ + i) { default: n = 4; }
    int x = n++ * 2 + n;
    return i++ + i + x + v.head;
}

static int fine(int i, int *p, struct queue *q) {
    int n = i++;
    i = i + 1;
    i = i;
    n = i++, i;
    n = i++ && i++;
    n = i ? i++ : i--;
    n = (i++, i);
    i = sum(i++, 2);
    *p++ = n;
    *p = *p + 1;
    p[n] = n;
    q->head = q->head + *q->at++;
    n = sum(i, i) + sum(n, n);
    return n + i;
}

int main(void) {
    int list[4] = {0};
    struct queue q = {0, list};
    return many(0, list, &q, q) + fine(0, list, &q);
}

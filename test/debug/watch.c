/* What can be watched: members, elements, what pointers lead to, texts; and where that ends. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct node {
    int value;
    char name[8];
    struct node *next;
};

static struct node first = {1, "one", NULL};
static int table[4];

static int weigh(const char *text, int factor) {
    int sum = 0;
    for (int i = 0; text[i]; i++) {
        sum += text[i] * factor;
    }
    return sum;
}

static void fill(int *into, int count) {
    for (int i = 0; i < count; i++) {
        into[i] = i * i;
    }
}

int main(void) {
    struct node *second = calloc(1, sizeof(*second));
    int total = 0;
    first.next = second;
    first.value = 5;
    second->value = 7;
    strcpy(second->name, "two");
    fill(table, 4);
    total += weigh("ab", 1);
    total += weigh("cd", 2);
    second->value++;
    second->name[0] = 'T';
    free(second);
    printf("%d %d\n", total, table[3]);
    return 0;
}

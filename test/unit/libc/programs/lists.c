// Lists of <sys/queue.h>, tables and trees of <search.h>: every macro and function once, order printed.
#define _GNU_SOURCE
#include <errno.h>
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>

struct item {
    int value;
    SLIST_ENTRY(item) single;
    LIST_ENTRY(item) list;
    STAILQ_ENTRY(item) tail1;
    SIMPLEQ_ENTRY(item) simple;
    TAILQ_ENTRY(item) tail2;
    CIRCLEQ_ENTRY(item) circle;
};

static struct item items[6] = {{.value = 0}, {.value = 1}, {.value = 2},
                               {.value = 3}, {.value = 4}, {.value = 5}};

static void slist(void) {
    SLIST_HEAD(stack, item) head = SLIST_HEAD_INITIALIZER(head);
    struct item *i;
    SLIST_INIT(&head);
    SLIST_INSERT_HEAD(&head, &items[0], single);
    SLIST_INSERT_HEAD(&head, &items[1], single);
    SLIST_INSERT_AFTER(&items[1], &items[2], single);
    SLIST_INSERT_HEAD(&head, &items[3], single);
    SLIST_REMOVE(&head, &items[2], item, single);
    SLIST_REMOVE_HEAD(&head, single);
    SLIST_FOREACH(i, &head, single) printf("%d ", i->value);
    printf("slist empty=%d\n", SLIST_EMPTY(&head));
}

static void list(void) {
    LIST_HEAD(chain, item) head = LIST_HEAD_INITIALIZER(head);
    struct item *i;
    LIST_INSERT_HEAD(&head, &items[0], list);
    LIST_INSERT_BEFORE(&items[0], &items[1], list);
    LIST_INSERT_AFTER(&items[0], &items[2], list);
    LIST_INSERT_AFTER(&items[1], &items[3], list);
    LIST_INSERT_HEAD(&head, &items[4], list);
    LIST_REMOVE(&items[1], list);
    LIST_REMOVE(&items[2], list);
    LIST_FOREACH(i, &head, list) printf("%d ", i->value);
    printf("list first=%d\n", LIST_FIRST(&head)->value);
}

static void stailq(void) {
    STAILQ_HEAD(line, item) one = STAILQ_HEAD_INITIALIZER(one), two;
    struct item *i;
    STAILQ_INIT(&two);
    STAILQ_INSERT_TAIL(&one, &items[0], tail1);
    STAILQ_INSERT_HEAD(&one, &items[1], tail1);
    STAILQ_INSERT_AFTER(&one, &items[0], &items[2], tail1);
    STAILQ_INSERT_TAIL(&two, &items[3], tail1);
    STAILQ_INSERT_TAIL(&two, &items[4], tail1);
    STAILQ_CONCAT(&one, &two);
    STAILQ_REMOVE(&one, &items[4], item, tail1);
    STAILQ_INSERT_TAIL(&one, &items[5], tail1);
    STAILQ_REMOVE_HEAD(&one, tail1);
    STAILQ_FOREACH(i, &one, tail1) printf("%d ", i->value);
    printf("stailq two empty=%d\n", STAILQ_EMPTY(&two));
    SIMPLEQ_HEAD(simple, item) head = SIMPLEQ_HEAD_INITIALIZER(head);
    SIMPLEQ_INSERT_TAIL(&head, &items[2], simple);
    SIMPLEQ_INSERT_TAIL(&head, &items[1], simple);
    SIMPLEQ_FOREACH(i, &head, simple) printf("%d ", i->value);
    printf("simpleq\n");
}

static void tailq(void) {
    TAILQ_HEAD(queue, item) one = TAILQ_HEAD_INITIALIZER(one), two;
    struct item *i;
    TAILQ_INIT(&two);
    TAILQ_INSERT_TAIL(&one, &items[0], tail2);
    TAILQ_INSERT_HEAD(&one, &items[1], tail2);
    TAILQ_INSERT_AFTER(&one, &items[0], &items[2], tail2);
    TAILQ_INSERT_BEFORE(&items[0], &items[3], tail2);
    TAILQ_INSERT_TAIL(&two, &items[4], tail2);
    TAILQ_CONCAT(&one, &two, tail2);
    TAILQ_REMOVE(&one, &items[4], tail2);
    TAILQ_INSERT_TAIL(&one, &items[5], tail2);
    TAILQ_REMOVE(&one, &items[1], tail2);
    TAILQ_FOREACH(i, &one, tail2) printf("%d ", i->value);
    printf("tailq, back: ");
    TAILQ_FOREACH_REVERSE(i, &one, queue, tail2) printf("%d ", i->value);
    printf("last %d, before it %d\n", TAILQ_LAST(&one, queue)->value,
           TAILQ_PREV(TAILQ_LAST(&one, queue), queue, tail2)->value);
}

static void circleq(void) {
    CIRCLEQ_HEAD(ring, item) head = CIRCLEQ_HEAD_INITIALIZER(head);
    struct item *i;
    CIRCLEQ_INIT(&head);
    CIRCLEQ_INSERT_HEAD(&head, &items[0], circle);
    CIRCLEQ_INSERT_TAIL(&head, &items[1], circle);
    CIRCLEQ_INSERT_AFTER(&head, &items[0], &items[2], circle);
    CIRCLEQ_INSERT_BEFORE(&head, &items[0], &items[3], circle);
    CIRCLEQ_REMOVE(&head, &items[0], circle);
    CIRCLEQ_FOREACH(i, &head, circle) printf("%d ", i->value);
    printf("circleq, back: ");
    CIRCLEQ_FOREACH_REVERSE(i, &head, circle) printf("%d ", i->value);
    /* glibc's macros take a name here and no other expression. */
    struct item *last = &items[1], *first = &items[3];
    printf("around: %d ", CIRCLEQ_LOOP_NEXT(&head, last, circle)->value);
    printf("%d\n", CIRCLEQ_LOOP_PREV(&head, first, circle)->value);
}

static void table(void) {
    char *words[] = {"socket", "bind", "listen", "accept"};
    ENTRY *found;
    printf("hcreate %d\n", hcreate(10) != 0);
    for (long i = 0; i < 4; i++) hsearch((ENTRY) {words[i], (void *) i}, ENTER);
    found = hsearch((ENTRY) {"listen", (void *) 99L}, ENTER);
    printf("listen is still %ld\n", (long) found->data);
    errno = 0;
    found = hsearch((ENTRY) {"close", NULL}, FIND);
    printf("close %s, %s\n", found ? "is there" : "is not there", strerror(errno));
    hdestroy();
}

static int compare(const void *a, const void *b) {
    return *(const int *) a - *(const int *) b;
}

static void show(const void *node, VISIT which, int depth) {
    (void) depth;
    if (which == postorder || which == leaf) printf("%d ", **(int *const *) node);
}

static void nothing(void *key) {
    (void) key;
}

static void tree(void) {
    static int numbers[] = {40, 20, 60, 10, 30, 50, 70, 20};
    void *root = NULL;
    for (int i = 0; i < 8; i++) tsearch(&numbers[i], &root, compare);
    twalk(root, show);
    int key = 40;
    printf("tree, 40 %s\n", tfind(&key, &root, compare) ? "found" : "missing");
    printf("deleted: %d\n", tdelete(&key, &root, compare) != NULL);
    key = 99;
    printf("no 99: %d\n", tdelete(&key, &root, compare) == NULL);
    twalk(root, show);
    printf("after\n");
    tdestroy(root, nothing);
}

static void line(void) {
    int numbers[8] = {5, 3, 9};
    size_t n = 3;
    int key = 9;
    printf("9 at %td\n", (int *) lfind(&key, numbers, &n, sizeof(int), compare) - numbers);
    key = 7;
    int *seven = lsearch(&key, numbers, &n, sizeof(int), compare);
    printf("7 at %td, now %zu\n", seven - numbers, n);
    struct qelem a, b, c;
    insque(&a, NULL);
    insque(&c, &a);
    insque(&b, &a);
    printf("insque %d %d\n", a.q_forw == &b && b.q_forw == &c, c.q_back == &b && c.q_forw == NULL);
    remque(&b);
    printf("remque %d\n", a.q_forw == &c && c.q_back == &a);
}

int main(void) {
    slist();
    list();
    stailq();
    tailq();
    circleq();
    table();
    tree();
    line();
}

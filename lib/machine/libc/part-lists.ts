// <sys/queue.h> and <search.h>: the lists, trees and tables that C programs bring along from BSD and
// System V. The lists are macros only; the trees and tables are C.
//
// One idea of the macros: a list is a head and, in each element, an entry; `prev` points at whatever
// pointer leads to the element, so that the first element needs no special case when it is removed.
//
// Source: queue(3), hsearch(3), tsearch(3), lsearch(3), insque(3). Departs: tsearch keeps no balance.

import type { LibraryPart } from './parts.ts';

/** Joins lines of a macro by backslashes. */
const macro = (head: string, body: string) =>
  `#define ${head} ${body.trim().split(/\n\s*/).join(' \\\n    ')}`;

/** A macro that is one statement. */
const statement = (head: string, body: string) => macro(head, `do {\n${body.trim()}\n} while (0)`);

/** What all kinds have alike: emptiness, the first element, the next one, a walk. */
const walk = (kind: string, first: string) => [
  `#define ${kind}_FIRST(head) ((head)->${first})`,
  `#define ${kind}_EMPTY(head) (${kind}_FIRST(head) == NULL)`,
  macro(
    `${kind}_FOREACH(var, head, field)`,
    `for ((var) = ${kind}_FIRST(head); (var); (var) = ${kind}_NEXT(var, field))`,
  ),
];

const SLIST = [
  '#define SLIST_HEAD(name, type) struct name { struct type *slh_first; }',
  '#define SLIST_HEAD_INITIALIZER(head) {NULL}',
  '#define SLIST_ENTRY(type) struct { struct type *sle_next; }',
  '#define SLIST_NEXT(elm, field) ((elm)->field.sle_next)',
  ...walk('SLIST', 'slh_first'),
  '#define SLIST_INIT(head) ((void) (SLIST_FIRST(head) = NULL))',
  statement(
    'SLIST_INSERT_HEAD(head, elm, field)',
    `SLIST_NEXT(elm, field) = SLIST_FIRST(head);
    SLIST_FIRST(head) = (elm);`,
  ),
  statement(
    'SLIST_INSERT_AFTER(at, elm, field)',
    `SLIST_NEXT(elm, field) = SLIST_NEXT(at, field);
    SLIST_NEXT(at, field) = (elm);`,
  ),
  statement(
    'SLIST_REMOVE_HEAD(head, field)',
    'SLIST_FIRST(head) = SLIST_NEXT(SLIST_FIRST(head), field);',
  ),
  statement(
    'SLIST_REMOVE(head, elm, type, field)',
    `struct type **__at = &SLIST_FIRST(head);
    while (*__at != (elm)) __at = &SLIST_NEXT(*__at, field);
    *__at = SLIST_NEXT(*__at, field);`,
  ),
];

const LIST = [
  '#define LIST_HEAD(name, type) struct name { struct type *lh_first; }',
  '#define LIST_HEAD_INITIALIZER(head) {NULL}',
  '#define LIST_ENTRY(type) struct { struct type *le_next; struct type **le_prev; }',
  '#define LIST_NEXT(elm, field) ((elm)->field.le_next)',
  ...walk('LIST', 'lh_first'),
  '#define LIST_INIT(head) ((void) (LIST_FIRST(head) = NULL))',
  statement(
    'LIST_INSERT_HEAD(head, elm, field)',
    `if ((LIST_NEXT(elm, field) = LIST_FIRST(head)))
        LIST_FIRST(head)->field.le_prev = &LIST_NEXT(elm, field);
    LIST_FIRST(head) = (elm);
    (elm)->field.le_prev = &LIST_FIRST(head);`,
  ),
  statement(
    'LIST_INSERT_AFTER(at, elm, field)',
    `if ((LIST_NEXT(elm, field) = LIST_NEXT(at, field)))
        LIST_NEXT(at, field)->field.le_prev = &LIST_NEXT(elm, field);
    LIST_NEXT(at, field) = (elm);
    (elm)->field.le_prev = &LIST_NEXT(at, field);`,
  ),
  statement(
    'LIST_INSERT_BEFORE(at, elm, field)',
    `(elm)->field.le_prev = (at)->field.le_prev;
    LIST_NEXT(elm, field) = (at);
    *(at)->field.le_prev = (elm);
    (at)->field.le_prev = &LIST_NEXT(elm, field);`,
  ),
  statement(
    'LIST_REMOVE(elm, field)',
    `if (LIST_NEXT(elm, field))
        LIST_NEXT(elm, field)->field.le_prev = (elm)->field.le_prev;
    *(elm)->field.le_prev = LIST_NEXT(elm, field);`,
  ),
];

/** A list with one link and a tail; it has two names. */
const oneLink = (kind: 'STAILQ' | 'SIMPLEQ', head: string, elm: string) => [
  `#define ${kind}_HEAD(name, type) struct name { struct type *${head}_first; struct type **${head}_last; }`,
  `#define ${kind}_HEAD_INITIALIZER(head) {NULL, &(head).${head}_first}`,
  `#define ${kind}_ENTRY(type) struct { struct type *${elm}_next; }`,
  `#define ${kind}_NEXT(elm, field) ((elm)->field.${elm}_next)`,
  ...walk(kind, `${head}_first`),
  statement(
    `${kind}_INIT(head)`,
    `${kind}_FIRST(head) = NULL;
    (head)->${head}_last = &${kind}_FIRST(head);`,
  ),
  statement(
    `${kind}_INSERT_HEAD(head, elm, field)`,
    `if (!(${kind}_NEXT(elm, field) = ${kind}_FIRST(head)))
        (head)->${head}_last = &${kind}_NEXT(elm, field);
    ${kind}_FIRST(head) = (elm);`,
  ),
  statement(
    `${kind}_INSERT_TAIL(head, elm, field)`,
    `${kind}_NEXT(elm, field) = NULL;
    *(head)->${head}_last = (elm);
    (head)->${head}_last = &${kind}_NEXT(elm, field);`,
  ),
  statement(
    `${kind}_INSERT_AFTER(head, at, elm, field)`,
    `if (!(${kind}_NEXT(elm, field) = ${kind}_NEXT(at, field)))
        (head)->${head}_last = &${kind}_NEXT(elm, field);
    ${kind}_NEXT(at, field) = (elm);`,
  ),
  statement(
    `${kind}_REMOVE_HEAD(head, field)`,
    `if (!(${kind}_FIRST(head) = ${kind}_NEXT(${kind}_FIRST(head), field)))
        (head)->${head}_last = &${kind}_FIRST(head);`,
  ),
  statement(
    `${kind}_REMOVE(head, elm, type, field)`,
    `struct type **__at = &${kind}_FIRST(head);
    while (*__at != (elm)) __at = &${kind}_NEXT(*__at, field);
    if (!(*__at = ${kind}_NEXT(*__at, field))) (head)->${head}_last = __at;`,
  ),
  statement(
    `${kind}_CONCAT(one, two)`,
    `if (!${kind}_EMPTY(two)) {
        *(one)->${head}_last = ${kind}_FIRST(two);
        (one)->${head}_last = (two)->${head}_last;
        ${kind}_INIT(two);
    }`,
  ),
];

const TAILQ = [
  '#define TAILQ_HEAD(name, type) struct name { struct type *tqh_first; struct type **tqh_last; }',
  '#define TAILQ_HEAD_INITIALIZER(head) {NULL, &(head).tqh_first}',
  '#define TAILQ_ENTRY(type) struct { struct type *tqe_next; struct type **tqe_prev; }',
  '#define TAILQ_NEXT(elm, field) ((elm)->field.tqe_next)',
  ...walk('TAILQ', 'tqh_first'),
  // A head and an entry begin alike, two pointers: the place before `last` may be read as a head.
  '#define TAILQ_LAST(head, name) (*((struct name *) (head)->tqh_last)->tqh_last)',
  '#define TAILQ_PREV(elm, name, field) (*((struct name *) (elm)->field.tqe_prev)->tqh_last)',
  macro(
    'TAILQ_FOREACH_REVERSE(var, head, name, field)',
    'for ((var) = TAILQ_LAST(head, name); (var); (var) = TAILQ_PREV(var, name, field))',
  ),
  statement(
    'TAILQ_INIT(head)',
    `TAILQ_FIRST(head) = NULL;
    (head)->tqh_last = &TAILQ_FIRST(head);`,
  ),
  statement(
    'TAILQ_INSERT_HEAD(head, elm, field)',
    `if ((TAILQ_NEXT(elm, field) = TAILQ_FIRST(head)))
        TAILQ_FIRST(head)->field.tqe_prev = &TAILQ_NEXT(elm, field);
    else
        (head)->tqh_last = &TAILQ_NEXT(elm, field);
    TAILQ_FIRST(head) = (elm);
    (elm)->field.tqe_prev = &TAILQ_FIRST(head);`,
  ),
  statement(
    'TAILQ_INSERT_TAIL(head, elm, field)',
    `TAILQ_NEXT(elm, field) = NULL;
    (elm)->field.tqe_prev = (head)->tqh_last;
    *(head)->tqh_last = (elm);
    (head)->tqh_last = &TAILQ_NEXT(elm, field);`,
  ),
  statement(
    'TAILQ_INSERT_AFTER(head, at, elm, field)',
    `if ((TAILQ_NEXT(elm, field) = TAILQ_NEXT(at, field)))
        TAILQ_NEXT(elm, field)->field.tqe_prev = &TAILQ_NEXT(elm, field);
    else
        (head)->tqh_last = &TAILQ_NEXT(elm, field);
    TAILQ_NEXT(at, field) = (elm);
    (elm)->field.tqe_prev = &TAILQ_NEXT(at, field);`,
  ),
  statement(
    'TAILQ_INSERT_BEFORE(at, elm, field)',
    `(elm)->field.tqe_prev = (at)->field.tqe_prev;
    TAILQ_NEXT(elm, field) = (at);
    *(at)->field.tqe_prev = (elm);
    (at)->field.tqe_prev = &TAILQ_NEXT(elm, field);`,
  ),
  statement(
    'TAILQ_REMOVE(head, elm, field)',
    `if (TAILQ_NEXT(elm, field))
        TAILQ_NEXT(elm, field)->field.tqe_prev = (elm)->field.tqe_prev;
    else
        (head)->tqh_last = (elm)->field.tqe_prev;
    *(elm)->field.tqe_prev = TAILQ_NEXT(elm, field);`,
  ),
  statement(
    'TAILQ_CONCAT(one, two, field)',
    `if (!TAILQ_EMPTY(two)) {
        *(one)->tqh_last = TAILQ_FIRST(two);
        TAILQ_FIRST(two)->field.tqe_prev = (one)->tqh_last;
        (one)->tqh_last = (two)->tqh_last;
        TAILQ_INIT(two);
    }`,
  ),
];

const CIRCLEQ = [
  '#define CIRCLEQ_HEAD(name, type) struct name { struct type *cqh_first; struct type *cqh_last; }',
  '#define CIRCLEQ_HEAD_INITIALIZER(head) {(void *) &(head), (void *) &(head)}',
  '#define CIRCLEQ_ENTRY(type) struct { struct type *cqe_next; struct type *cqe_prev; }',
  '#define CIRCLEQ_FIRST(head) ((head)->cqh_first)',
  '#define CIRCLEQ_LAST(head) ((head)->cqh_last)',
  '#define CIRCLEQ_NEXT(elm, field) ((elm)->field.cqe_next)',
  '#define CIRCLEQ_PREV(elm, field) ((elm)->field.cqe_prev)',
  '#define CIRCLEQ_EMPTY(head) (CIRCLEQ_FIRST(head) == (void *) (head))',
  macro(
    'CIRCLEQ_FOREACH(var, head, field)',
    `for ((var) = CIRCLEQ_FIRST(head); (var) != (void *) (head);
        (var) = CIRCLEQ_NEXT(var, field))`,
  ),
  macro(
    'CIRCLEQ_FOREACH_REVERSE(var, head, field)',
    `for ((var) = CIRCLEQ_LAST(head); (var) != (void *) (head);
        (var) = CIRCLEQ_PREV(var, field))`,
  ),
  macro(
    'CIRCLEQ_LOOP_NEXT(head, elm, field)',
    `(CIRCLEQ_NEXT(elm, field) == (void *) (head)
        ? CIRCLEQ_FIRST(head) : CIRCLEQ_NEXT(elm, field))`,
  ),
  macro(
    'CIRCLEQ_LOOP_PREV(head, elm, field)',
    `(CIRCLEQ_PREV(elm, field) == (void *) (head)
        ? CIRCLEQ_LAST(head) : CIRCLEQ_PREV(elm, field))`,
  ),
  statement(
    'CIRCLEQ_INIT(head)',
    `CIRCLEQ_FIRST(head) = (void *) (head);
    CIRCLEQ_LAST(head) = (void *) (head);`,
  ),
  // The head stands in for the element before the first and behind the last.
  statement(
    '__CIRCLEQ_LINK(head, before, elm, after, field)',
    `CIRCLEQ_PREV(elm, field) = (void *) (before);
    CIRCLEQ_NEXT(elm, field) = (void *) (after);
    if (CIRCLEQ_PREV(elm, field) == (void *) (head)) CIRCLEQ_FIRST(head) = (elm);
    else CIRCLEQ_NEXT(CIRCLEQ_PREV(elm, field), field) = (elm);
    if (CIRCLEQ_NEXT(elm, field) == (void *) (head)) CIRCLEQ_LAST(head) = (elm);
    else CIRCLEQ_PREV(CIRCLEQ_NEXT(elm, field), field) = (elm);`,
  ),
  macro(
    'CIRCLEQ_INSERT_HEAD(head, elm, field)',
    '__CIRCLEQ_LINK(head, head, elm, CIRCLEQ_FIRST(head), field)',
  ),
  macro(
    'CIRCLEQ_INSERT_TAIL(head, elm, field)',
    '__CIRCLEQ_LINK(head, CIRCLEQ_LAST(head), elm, head, field)',
  ),
  macro(
    'CIRCLEQ_INSERT_AFTER(head, at, elm, field)',
    '__CIRCLEQ_LINK(head, at, elm, CIRCLEQ_NEXT(at, field), field)',
  ),
  macro(
    'CIRCLEQ_INSERT_BEFORE(head, at, elm, field)',
    '__CIRCLEQ_LINK(head, CIRCLEQ_PREV(at, field), elm, at, field)',
  ),
  statement(
    'CIRCLEQ_REMOVE(head, elm, field)',
    `if (CIRCLEQ_NEXT(elm, field) == (void *) (head))
        CIRCLEQ_LAST(head) = CIRCLEQ_PREV(elm, field);
    else
        CIRCLEQ_PREV(CIRCLEQ_NEXT(elm, field), field) = CIRCLEQ_PREV(elm, field);
    if (CIRCLEQ_PREV(elm, field) == (void *) (head))
        CIRCLEQ_FIRST(head) = CIRCLEQ_NEXT(elm, field);
    else
        CIRCLEQ_NEXT(CIRCLEQ_PREV(elm, field), field) = CIRCLEQ_NEXT(elm, field);`,
  ),
];

const SEARCH = `#include <errno.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>

/* A table with open addressing, filled to its given size at most. */
struct __slot {
    unsigned hash;
    ENTRY entry;
};

static unsigned hash_of(const char *key) {
    unsigned hash = 5381;
    while (*key) hash = hash * 33 + (unsigned char) *key++;
    return hash ? hash : 1;
}

int hcreate_r(size_t nel, struct hsearch_data *htab) {
    if (htab->table) return 0;
    htab->size = nel < 3 ? 3 : nel | 1;
    htab->filled = 0;
    htab->table = calloc(htab->size, sizeof *htab->table);
    return htab->table != NULL;
}

void hdestroy_r(struct hsearch_data *htab) {
    free(htab->table);
    htab->table = NULL;
}

int hsearch_r(ENTRY item, ACTION action, ENTRY **retval, struct hsearch_data *htab) {
    unsigned hash = hash_of(item.key);
    for (unsigned i = 0; i < htab->size; i++) {
        struct __slot *slot = &htab->table[(hash + i) % htab->size];
        if (slot->hash == hash && strcmp(slot->entry.key, item.key) == 0) {
            *retval = &slot->entry;
            return 1;
        }
        if (slot->hash) continue;
        if (action == FIND) break;
        htab->filled++;
        slot->hash = hash;
        slot->entry = item;
        *retval = &slot->entry;
        return 1;
    }
    errno = action == ENTER ? ENOMEM : ESRCH;
    *retval = NULL;
    return 0;
}

static struct hsearch_data the_table;

int hcreate(size_t nel) {
    return hcreate_r(nel, &the_table);
}

void hdestroy(void) {
    hdestroy_r(&the_table);
}

ENTRY *hsearch(ENTRY item, ACTION action) {
    ENTRY *found;
    hsearch_r(item, action, &found, &the_table);
    return found;
}

/* A binary tree; its nodes begin with the key, which is all that a program knows of them. */
struct node {
    const void *key;
    struct node *left, *right;
};

/* Finds the pointer that leads to a key, or the one that would. */
static struct node **place(const void *key, void *const *rootp, __compar_fn_t compar) {
    struct node **at = (struct node **) rootp;
    while (*at) {
        int order = compar(key, (*at)->key);
        if (order == 0) break;
        at = order < 0 ? &(*at)->left : &(*at)->right;
    }
    return at;
}

void *tfind(const void *key, void *const *rootp, __compar_fn_t compar) {
    return rootp ? *place(key, rootp, compar) : NULL;
}

void *tsearch(const void *key, void **rootp, __compar_fn_t compar) {
    if (!rootp) return NULL;
    struct node **at = place(key, rootp, compar);
    if (!*at && (*at = malloc(sizeof **at))) **at = (struct node) {key, NULL, NULL};
    return *at;
}

void *tdelete(const void *restrict key, void **restrict rootp, __compar_fn_t compar) {
    struct node **at = rootp ? (struct node **) rootp : NULL, *parent = NULL;
    if (!at) return NULL;
    while (*at) {
        int order = compar(key, (*at)->key);
        if (order == 0) break;
        parent = *at;
        at = order < 0 ? &(*at)->left : &(*at)->right;
    }
    struct node *gone = *at;
    if (!gone) return NULL;
    if (gone->left && gone->right) {
        struct node **next = &gone->right;
        while ((*next)->left) next = &(*next)->left;
        struct node *heir = *next;
        *next = heir->right;
        heir->left = gone->left;
        heir->right = gone->right;
        *at = heir;
    } else {
        *at = gone->left ? gone->left : gone->right;
    }
    free(gone);
    /* The parent's node, or of the root, which has none, anything but NULL. */
    return parent ? (void *) parent : (void *) rootp;
}

static void visit(const struct node *node, __action_fn_t action, int depth) {
    if (!node->left && !node->right) {
        action(node, leaf, depth);
        return;
    }
    action(node, preorder, depth);
    if (node->left) visit(node->left, action, depth + 1);
    action(node, postorder, depth);
    if (node->right) visit(node->right, action, depth + 1);
    action(node, endorder, depth);
}

void twalk(const void *root, __action_fn_t action) {
    if (root && action) visit(root, action, 0);
}

void tdestroy(void *root, void (*freefct)(void *nodep)) {
    struct node *node = root;
    if (!node) return;
    tdestroy(node->left, freefct);
    tdestroy(node->right, freefct);
    freefct((void *) node->key);
    free(node);
}

void *lfind(const void *key, const void *base, size_t *nmemb, size_t size, __compar_fn_t compar) {
    for (size_t i = 0; i < *nmemb; i++) {
        const char *element = (const char *) base + i * size;
        if (compar(key, element) == 0) return (void *) element;
    }
    return NULL;
}

void *lsearch(const void *key, void *base, size_t *nmemb, size_t size, __compar_fn_t compar) {
    void *found = lfind(key, base, nmemb, size, compar);
    return found ? found : memcpy((char *) base + (*nmemb)++ * size, key, size);
}

struct link {
    struct link *next, *prev;
};

void insque(void *elem, void *prev) {
    struct link *new = elem, *before = prev;
    new->prev = before;
    new->next = before ? before->next : NULL;
    if (new->next) new->next->prev = new;
    if (before) before->next = new;
}

void remque(void *elem) {
    struct link *gone = elem;
    if (gone->next) gone->next->prev = gone->prev;
    if (gone->prev) gone->prev->next = gone->next;
}
`;

export const LISTS_PART: LibraryPart = {
  headers: [
    {
      name: 'sys/queue.h',
      includes: ['stddef.h'],
      text: [
        ...SLIST,
        ...LIST,
        ...oneLink('STAILQ', 'stqh', 'stqe'),
        ...oneLink('SIMPLEQ', 'sqh', 'sqe'),
        ...TAILQ,
        ...CIRCLEQ,
      ].join('\n'),
    },
    {
      name: 'search.h',
      includes: ['stddef.h'],
      text: `typedef int (*__compar_fn_t)(const void *, const void *);
typedef enum { FIND, ENTER } ACTION;
typedef struct entry {
    char *key;
    void *data;
} ENTRY;
struct __slot;
struct hsearch_data {
    struct __slot *table;
    unsigned int size;
    unsigned int filled;
};
int hcreate(size_t nel);
ENTRY *hsearch(ENTRY item, ACTION action);
void hdestroy(void);
int hcreate_r(size_t nel, struct hsearch_data *htab);
int hsearch_r(ENTRY item, ACTION action, ENTRY **retval, struct hsearch_data *htab);
void hdestroy_r(struct hsearch_data *htab);
typedef enum { preorder, postorder, endorder, leaf } VISIT;
typedef void (*__action_fn_t)(const void *nodep, VISIT value, int level);
void *tsearch(const void *key, void **rootp, __compar_fn_t compar);
void *tfind(const void *key, void *const *rootp, __compar_fn_t compar);
void *tdelete(const void *restrict key, void **restrict rootp, __compar_fn_t compar);
void twalk(const void *root, __action_fn_t action);
void tdestroy(void *root, void (*freefct)(void *nodep));
void *lfind(const void *key, const void *base, size_t *nmemb, size_t size, __compar_fn_t compar);
void *lsearch(const void *key, void *base, size_t *nmemb, size_t size, __compar_fn_t compar);
struct qelem {
    struct qelem *q_forw;
    struct qelem *q_back;
    char q_data[1];
};
void insque(void *elem, void *prev);
void remque(void *elem);`,
    },
  ],
  sources: [{ name: 'libc/search.c', text: SEARCH }],
};

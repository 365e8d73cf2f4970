struct node { int value; struct node *next; };
int main(void) {
    struct node first;
    first.value = 1;
    struct node *p = &first;
    while (p) { // fault: reads 'first.next' before it was given a value (uninitialised): a condition depends on it
        p = p->next;
    }
    return 0;
}

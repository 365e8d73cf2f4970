struct node { int value; struct node *next; };
int main(void) {
    struct node *list = 0;
    return list->next->value; // fault: reads through a NULL pointer (at 8 bytes behind it): it points at nothing, so there is nothing to read
}

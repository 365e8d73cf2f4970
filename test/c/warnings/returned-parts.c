// What a pointer parameter leads to is the caller's, however it is cast; what is local is not.
struct in { int family; };
struct in4 { struct in head; int address; };
struct list { struct list *next; int values[4]; };

void *address_of(struct in *sa) { return &(((struct in4 *)sa)->address); }
int *second(struct list *l) { return &l->next->values[1]; }
int *values(struct list *l) { return l->next->values; }
char *behind(char *p) { return (char *)(p + 1); }
int *element(int n) {
    static int kept[4];
    return &kept[n];
}
int *wrong(int n) {
    struct list here = { 0, { n } };
    return &here.values[1]; // warning: function returns address of local variable
}
int main(void) {
    struct in4 a = { { 1 }, 2 };
    struct list l = { &l, { 1, 2, 3, 4 } };
    char text[] = "ab";
    return *(int *)address_of(&a.head) + *second(&l) + *values(&l) + *behind(text) + *element(0) != 103;
}

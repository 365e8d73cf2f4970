struct message {
    int length = 0;
    char text[80];
};
struct node {
    int value;
    struct node next;
};
struct pair {
    int first,
    int second,
};
struct open {
    int a
    int b;
    char *name
};
enum state { IDLE; BUSY, CLOSED };
enum kind { TCP UDP };
int main(void) {
    struct message m;
    struct node n, *at = &n;
    struct open o;
    m.length = 1;
    m.text[0] = 'a';
    at->value = BUSY;
    o.b = UDP;
    o.name = m.text;
    return n.value + m.length + o.b;
}

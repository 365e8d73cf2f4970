struct table { char names[3][8]; int used; };
static struct table t;
int main(void) {
    int full = 3;
    t.names[full][0] = 'x'; // fault: uses index 3 of 't.names' (char[3][8]): the last one is 2, and behind it lies 't.used'
    return t.used;
}

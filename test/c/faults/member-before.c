struct ring { int head; short cells[4]; };
int main(void) {
    struct ring list[2] = {{0, {0}}}, *r = &list[1];
    int last = r->head - 1;
    r->cells[last] = 5; // fault: uses index -1 of 'r->cells' (short int[4]): the first one is 0, and before it lies 'r->head'
    return list[0].cells[3];
}

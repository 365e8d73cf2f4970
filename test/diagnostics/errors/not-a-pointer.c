int main(void) {
    int x = 1;
    *x = 2;
    x[0] = 1;
    x->y = 1;
    x.y = 1;
    return 0;
}

struct pair { int a, b; };
int main(int argc, char **argv) {
    struct pair *p = 0;
    {
        p = &(struct pair){ 1, argc };
    }
    return p->b + (argv == 0); // fault: reads 4 bytes of a compound literal (struct pair, 8 bytes, local of main, literal-ended.c:5), whose block has ended: it lives no longer
}

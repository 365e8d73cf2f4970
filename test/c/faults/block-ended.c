int main(int argc, char **argv) {
    int *p = &argc;
    if (argc < 5) {
        int inner = 3;
        p = &inner;
    }
    return *p + (argv == 0); // fault: reads 4 bytes of 'inner' (int inner, 4 bytes, local of main, block-ended.c:4), whose block has ended: it lives no longer
}

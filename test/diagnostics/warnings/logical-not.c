int main(int argc, char **argv) {
    int x = argc;
    if (!x == 3) return 1;
    if (!argv == 0) return 2;
    return 0;
}

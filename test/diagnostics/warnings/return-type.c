int f(int x) {
    if (x) return 1;
}
int g(int x) {
    while (x) { if (x == 3) break; x--; }
}
int h(int x) {
    for (;;) { if (x) return 1; }
}
int k(int x) {
    switch (x) { case 1: return 1; default: return 2; }
}
int no(void) { }
int main(void) { f(1); g(1); h(1); k(1); no(); }

struct s { int a; };
struct s make(void) { return 1; }
int take(struct s p) { return p.a; }
int main(void) {
    struct s p = {1};
    p = 2;
    take(3);
    return p;
}

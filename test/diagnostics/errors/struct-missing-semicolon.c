struct point {
    int x;
    int y
};
struct other { int a; }
int main(void) {
    struct point p = {1, 2};
    return p.x;
}

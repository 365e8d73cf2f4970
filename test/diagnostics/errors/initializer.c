struct p { int x, y; };
int n = 3;
int m = n;
struct p a = { .z = 1 };
struct p b = 3;
int main(void) {
    struct p c = { .x = 1, .w = 2 };
    int q = {};
    return a.x + b.x + c.x + m + q;
}

int a[2] = {1, 2, 3};
struct s { int x; } b = {1, 2};
char c[2] = "abc";
int d = {1, 2};
int main(void) { return a[0] + b.x + c[0] + d; }

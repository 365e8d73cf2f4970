int f(int a);
char *f(int a);
int x;
char x;
static int f2(void);
int main(void) { return f(1) + x; }

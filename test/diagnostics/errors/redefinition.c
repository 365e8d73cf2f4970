int f(void) { return 1; }
int f(void) { return 2; }
int g = 1;
int g = 2;
int main(void) {
    int a = 1;
    int a = 2;
    return a;
}
struct s { int a; };
struct s { int b; };

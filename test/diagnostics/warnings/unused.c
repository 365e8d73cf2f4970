static int helper(void) { return 1; }
static int number;
static int used;
int main(int argc, char **argv) {
    int a;
    int b = 1;
    int c;
    c = 2;
    int d = used;
    typedef int unused_t;
    static int s;
label:
    return 0;
}

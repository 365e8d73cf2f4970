int int a;
long long long b;
unsigned signed c;
float unsigned d;
long float e;
char double f;
int short short g;
int main(void) {
    int 1st = 1;
    int static h = 2;
    return a + (int)b + c + (int)d + (int)e + (int)f + g + h;
}

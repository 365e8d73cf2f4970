// What cleanup names must be a function.
void f(int *p);
int v;
int main(void) {
    int a __attribute__((cleanup("f"))) = 0; // error: cleanup argument not an identifier
    int b __attribute__((cleanup(v))) = 0; // error: cleanup argument not a function
    int c __attribute__((cleanup(nowhere))) = 0; // error: cleanup argument not a function
    return a + b + c;
}

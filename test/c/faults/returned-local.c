static int *where(void) {
    int local = 5;
    int *p = &local;
    return p;
}
int main(void) {
    int *p = where();
    return *p; // fault: reads a variable of a function that has returned: its place on the stack is no longer its own
}

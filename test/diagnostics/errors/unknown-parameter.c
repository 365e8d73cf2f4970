int open_it(strng name, int mode);
int close_it(int fd, mode) { return fd; }
struct point { int x; };
point origin;
int main(void) {
    point *p = 0;
    string s;
    s.length = 3;
    return open_it("a", 1) + close_it(1, 2);
}

struct incomplete;
int size(int n, struct incomplete it) {
    return n;
}
int main(void) {
    const char name[] = "x";
    const int grid[2][2] = {{1}};
    int i = 1, *p = &i;
    name[0] = 'y';
    name[i] = 'y';
    grid[1][i] = 2;
    ++grid[0][0];
    i = -p;
    i = ~p;
    return i;
}

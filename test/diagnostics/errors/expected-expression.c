int main(void) {
    int x = ;
    x = 1 + ;
    x = (2 * );
    int y = x */ 2;
    return y;
}

int main(void) {
    int x = 3;
    do x--; while (x)
    return x;
}

int main(void) {
    int x = 1, y = 2;
    if (x)
        if (y) x = 2;
    else
        x = 3;
    return x;
}

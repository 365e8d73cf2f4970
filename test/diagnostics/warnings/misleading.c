int main(void) {
    int x = 1;
    if (x)
        x = 2;
        x = 3;
    for (int i = 0; i < 3; i++)
        x++;
        x--;
    while (x > 10)
        x--;

    x = 4;
    return x;
}

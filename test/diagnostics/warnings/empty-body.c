int main(void) {
    int x = 1;
    if (x);
        x = 2;
    while (x);
        x = 3;
    for (x = 0; x < 3; x++);
        x = 4;
    if (x) ; else x = 1;
    if (x) x = 1; else ;
    return x;
}

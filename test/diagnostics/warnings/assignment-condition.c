int main(void) {
    int a = 1;
    if (a = 2) a = 3;
    while (a = 0) a = 4;
    if ((a = 5)) a = 6;
    for (; a = 0;) ;
    return a;
}

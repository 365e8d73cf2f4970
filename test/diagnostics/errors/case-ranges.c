int f(int x) {
    switch (x) {
        case 1 ... 5: return 1;
        case 3: return 2;
        case 4 ... 9: return 3;
        case 5: return 9;
        case 0 ... 20: return 1;
        case 7 ... 1: return 4;
        case -1: return 5;
        case 1: return 5;
        case -3 ... -1: return 6;
    }
    return 0;
}

int main(void) {
    int x = 1;
    switch (x) {
    case 1: break;
    case 1: break;
    case x: break;
    default: break;
    default: break;
    }
    case 3: x = 1;
    break;
    return x;
}

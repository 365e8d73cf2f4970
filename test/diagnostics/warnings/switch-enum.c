enum color { RED, GREEN, BLUE };
int f(enum color c) {
    switch (c) {
    case RED: return 1;
    case GREEN: return 2;
    }
    return 0;
}
int main(void) { return f(RED); }

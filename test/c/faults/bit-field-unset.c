struct flags { unsigned ready : 1; unsigned : 0; unsigned count : 12; };
int main(void) {
    struct flags f, g;
    f.ready = 1;
    g = f;
    g.count = f.count;
    if (g.ready && f.count > 3) return 1; // fault: reads 'f.count' before it was given a value (uninitialised): a condition depends on it
    return 0;
}

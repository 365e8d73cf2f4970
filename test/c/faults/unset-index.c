struct cursor { int at, last; };
int main(int argc, char **argv) {
    struct cursor c, d;
    int list[4] = {1, 2, 3, 4};
    if (argc > 5) c.at = 1;
    d = c;
    return list[d.at]; // fault: reads 'd.at' before it was given a value (uninitialised): it is used as an index
}

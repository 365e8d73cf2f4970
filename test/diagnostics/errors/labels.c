int main(void) {
    goto nowhere;
again:
    return 0;
again:
    continue;
}

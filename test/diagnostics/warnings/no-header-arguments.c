int main(void) {
    int peer[4], length = 16;
    int fd = accept(3, peer, &length);
    if (bind(fd, &length, 4) < 0) return 1;
    memset(fd, 0, 4);
    return 0;
}

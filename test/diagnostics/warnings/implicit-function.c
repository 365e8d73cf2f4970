int main(void) {
    printf("hello\n");
    close(3);
    int fd = socket(2, 1, 0);
    undefined_helper(fd);
    return 0;
}

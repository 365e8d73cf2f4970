int main(void) {
    return EINTR + AF_INET;
}

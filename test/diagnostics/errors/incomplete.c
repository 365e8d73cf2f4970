struct unknown;
int main(void) {
    struct unknown u;
    struct unknown *p = 0;
    p->x = 1;
    return sizeof(struct unknown);
}

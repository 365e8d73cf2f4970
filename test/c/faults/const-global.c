static const int limits[2] = {1, 2};
int main(void) {
    int *p = (int *) limits;
    p[1] = 3; // fault: writes to 'limits' (const int limits[2], 8 bytes, global, const-global.c:1), which is const
    return 0;
}

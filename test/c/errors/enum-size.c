enum shade;
struct s { enum shade *p; };
int main(void) {
    enum hue h; // error: storage size of 'h' isn't known
    return 0;
}

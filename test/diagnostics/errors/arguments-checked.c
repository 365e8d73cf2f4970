#include <stdio.h>
int add(int a, int b) { return a + b; }
int main(void) {
    char line[10];
    fgets(line, stdin);
    add("one");
    add(1, 2, "three");
    add(1, , 2);
    printf("%d\n", add(1 2));
    return add(line, 1;
}

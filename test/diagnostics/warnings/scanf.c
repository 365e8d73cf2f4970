#include <stdio.h>
int main(void) {
    int n;
    char s[10];
    long l;
    float f;
    double d;
    scanf("%d", n);
    scanf("%d", &l);
    scanf("%s", &s);
    scanf("%s", s);
    scanf("%f", &d);
    scanf("%lf", &f);
    scanf("%d %d", &n);
    sscanf(s, "%c", &n);
    return 0;
}

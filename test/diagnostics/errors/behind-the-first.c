#include <stdio.h>
struct message { int length; };
int total(int count, char *names) {
    int sum = missing + also_missing;
    sum = helper(sum, not_there);
    for (int k = 0; k < county; k++) sum += nams[k];
    return 0;
}
int main(void) {
    struct massage m;
    int a = wrong, b, c = 3;
    m.length = c;
    b = bad;
    if (a = undefined) return 1;
    printf("%d\n", 1.5, gone);
    switch (a) { case one: a = 2; }
}

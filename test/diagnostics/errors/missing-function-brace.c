#include <stdio.h>
static int twice(int n)
    return 2 * n;
}
static void hello(void)
    printf("hello\n");
}
int main(void)
    int x = twice(2);
    hello();
    return x;
}

#includ <stdio.h>
#define
#define 3 4
#ifdef
#endif
#error this is wrong
#if 1 +
#endif
#endif
int main(void) { return 0; }

// A macro's arguments may hold directives, and what becomes nothing leaves its space.
#include <stdio.h>

#define id(x) x
#define sum(a, b) ((a) + (b))
#define text(x) #x
#define shown(x) text(x)
#define NOTHING
#define nothing()

int main(void) {
    int n = sum(1,
#ifdef NO_SUCH_NAME
                10
#elif defined text
                20
#else
                30
#endif
    );
    printf("%d\n", n); // → 21
    int m = id(2
#undef id
#define id +3
               id);
    printf("%d\n", m); // → 5
    puts(shown(a|NOTHING|b)); // → a||b
    puts(shown(a| NOTHING|b)); // → a| |b
    puts(shown(a| nothing()|b NOTHING)); // → a| |b
    printf("%s!\n", text(\\)); // → \!
    puts(text("a\\")); // → "a\\"
    printf("<%s>\n", text(\)); // → <>
    return 0;
}

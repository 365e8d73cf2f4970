// A macro's name stays only where it was met inside its own replacement (6.10.3.4p2). What another macro
// makes later may expand again: so lists of any length are walked.
#include <stdio.h>
#define TEXT(...) TEXT_(__VA_ARGS__)
#define TEXT_(...) #__VA_ARGS__

#define EMPTY()
#define AGAIN(...) AGAIN_(AGAIN_(AGAIN_(__VA_ARGS__)))
#define AGAIN_(...) ONCE(ONCE(ONCE(__VA_ARGS__)))
#define ONCE(...) __VA_ARGS__
#define EACH(do, ...) __VA_OPT__(AGAIN(STEP(do, __VA_ARGS__)))
#define STEP(do, first, ...) do(first) __VA_OPT__(NEXT EMPTY()()(do, __VA_ARGS__))
#define NEXT() STEP

#define CASE(name) case name: return #name;
enum colour { RED, GREEN, BLUE };
static const char *nameOf(enum colour c) {
    switch (c) {
        EACH(CASE, RED, GREEN, BLUE)
    }
    return "none";
}

#define f(a) a*g
#define g(a) f(a)
#define one(x) x one(x)(x)
#define some none
#define none() some ()
#define there defined

#if there(TEXT) && there TEXT && !there(nowhere)
#define ASKED 1
#endif

int main(void) {
    printf("%s %s\n", nameOf(RED), nameOf(BLUE)); // → RED BLUE
    puts(TEXT(EACH(-)[EACH(-, 1)])); // → [-(1)]
    puts(TEXT(f(2)(9))); // → 2*9*g
    puts(TEXT(one(one)(2))); // → one one(one)(one)(2)
    puts(TEXT(some() none()())); // → none () none ()()
    printf("%d\n", ASKED); // → 1
    return 0;
}

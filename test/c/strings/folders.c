// Folders and names of paths, with slashes at either end.
#include <libgen.h>
#include <stdio.h>
#include <string.h>

int main(void) {
    const char *paths[] = {"/", "//", "///", "//a", "///a", "a", "a/", "a//", "/a", "/a/", "//a//", "/a/b", "//a//b//",
                           "a/b", "a//b", "", ".", "..", "a/.", "///a///b"};
    for (unsigned i = 0; i < sizeof paths / sizeof *paths; i++) {
        char one[32], other[32];
        strcpy(one, paths[i]);
        strcpy(other, paths[i]);
        printf("%s: %s %s\n", paths[i], dirname(one), basename(other));
    }
    printf("%s %s\n", dirname(NULL), basename(NULL));
}
// → /: / /
// → //: // /
// → ///: / /
// → //a: // a
// → ///a: / a
// → a: . a
// → a/: . a
// → a//: . a
// → /a: / a
// → /a/: / a
// → //a//: // a
// → /a/b: /a b
// → //a//b//: //a b
// → a/b: a b
// → a//b: a b
// → : . .
// → .: . .
// → ..: . ..
// → a/.: a .
// → ///a///b: ///a b
// → . .

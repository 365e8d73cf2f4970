// <regex.h>: basic and extended expressions, groups, errors, flags.
#include <regex.h>
#include <stdio.h>
#include <string.h>

static void try(const char *pattern, const char *text, int cflags, int eflags) {
    regex_t re;
    regmatch_t m[5];
    char words[80];
    int error = regcomp(&re, pattern, cflags);
    printf("%s%s on '%s': ", cflags & REG_EXTENDED ? "E " : "B ", pattern, text);
    if (error) {
        size_t n = regerror(error, &re, words, sizeof words);
        printf("error %d %zu %s\n", error, n, words);
        return;
    }
    error = regexec(&re, text, 5, m, eflags);
    printf("%zu groups, %d", re.re_nsub, error);
    for (size_t i = 0; !error && i <= re.re_nsub && i < 5; i++) printf(" [%d,%d)", (int) m[i].rm_so, (int) m[i].rm_eo);
    printf("\n");
    regfree(&re);
}

int main(void) {
    static const char *extended[][2] = {
        {"a+b", "xaaab"}, {"(a|b)*c", "ababc"}, {"^GET ([^ ]+) HTTP/([0-9]\\.[0-9])", "GET /index.html HTTP/1.1"},
        {"([a-z]+)@([a-z.]+)", "mail to ann@example.org now"}, {"a{2,3}", "aaaa"}, {"a{2}", "a"}, {"a{,2}b", "aab"},
        {"x*", "aaa"}, {"(a*)*", "aab"}, {"(a|ab)(c|bcd)?", "abcd"}, {"[[:digit:]]+", "ab123c"}, {"[^a-c]+", "abcxyz"},
        {"[]a]+", "]a]"}, {"[a-]+", "-a-"}, {"(", "x"}, {")", "a)"}, {"*a", "a"}, {"a|*b", "b"}, {"a{1", "a"}, {"a{2,1}", "a"},
        {"[z-a]", "a"}, {"[[:nope:]]", "a"}, {"[a", "a"}, {"a\\", "a"}, {"(a)\\1", "xaa"}, {"(a)\\2", "aa"}, {"^$", ""},
        {"a.c", "abc"}, {"\\.", "a.b"}, {"\\<word\\>", "a word here"}, {"\\bor", "word or"}, {"\\w+\\s\\S", "ab c"}, {"()", "x"},
        {"a||b", "b"}, {"(ab)+", "xababab"}, {"((a)|(b))+", "ab"}, {"colou?r", "my color"}, {"[.]", "a."}, {"a{0}b", "ab"}, {"[[.-.]]", "-"}};
    for (size_t i = 0; i < sizeof extended / sizeof *extended; i++) try(extended[i][0], extended[i][1], REG_EXTENDED, 0);
    static const char *basic[][2] = {
        {"a*b", "aaab"}, {"*a", "*a"}, {"\\(a*\\)b", "aab"}, {"a\\{2\\}", "aaa"}, {"a+", "a+"}, {"a\\+", "aa"}, {"a\\|b", "b"}, {"a^b", "a^b"},
        {"a$b", "a$b"}, {"^*a", "*a"}, {"\\(^a\\)", "a"}, {"\\(a", "a"}, {"a\\)", "a"}, {"(a)", "(a)"}, {"a\\{1", "a"}, {"\\(.\\)\\1", "abccd"}, {"a{2}", "a{2}"}};
    for (size_t i = 0; i < sizeof basic / sizeof *basic; i++) try(basic[i][0], basic[i][1], 0, 0);
    try("ABC", "xabcx", REG_ICASE, 0);
    try("[^x]y", "\ny", REG_NEWLINE, 0);
    try("^b", "a\nb", REG_NEWLINE, 0);
    try("^b", "a\nb", 0, 0);
    try("a$", "a\nb", REG_NEWLINE, 0);
    try("a.b", "a\nb", REG_NEWLINE, 0);
    try("^a", "a", 0, REG_NOTBOL);
    try("a$", "a", 0, REG_NOTEOL);
    regex_t re;
    regmatch_t m[1] = {{2, 6}};
    regcomp(&re, "b+", REG_EXTENDED);
    printf("%d ", regexec(&re, "bbabbbbbb", 1, m, REG_STARTEND));
    printf("%d %d\n", (int) m[0].rm_so, (int) m[0].rm_eo);
    regfree(&re);
    regcomp(&re, "a", REG_NOSUB);
    m[0].rm_so = 42;
    printf("%d ", regexec(&re, "a", 1, m, 0));
    printf("%d\n", (int) m[0].rm_so);
    regfree(&re);
    char small[8];
    printf("%zu %s\n", regerror(REG_BADPAT, NULL, small, sizeof small), small);
    return 0;
}

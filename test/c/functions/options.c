// What begins a list of options is no option itself.
#include <getopt.h>
#include <stdio.h>

static void ask(const char *options, char *first, char *second) {
    char *words[] = {"program", first, second, NULL};
    optind = 0;
    opterr = 0;
    printf("%s:", options);
    for (int c, n = 0; n < 4 && (c = getopt(3, words, options)) != -1; n++)
        if (c == 1) printf(" word %s", optarg);
        else if (c == '?' || c == ':') printf(" %c%c", c, optopt);
        else printf(" -%c %s", c, optarg ? optarg : "");
    printf(" then %d\n", optind);
}

int main(void) {
    ask("+a", "-+", "-a");
    ask("-a", "--", "-a");
    ask("-a", "-a", "b");
    ask("a+", "-+", "-a");
    ask("+a", "b", "-a");
    ask("-:a:", "b", "-a");
}
// → +a: ?+ -a  then 3
// → -a: then 2
// → -a: -a  word b then 3
// → a+: -+  -a  then 3
// → +a: then 1
// → -:a:: word b :a then 3

// wordexp(3): quotes, names, arithmetic, commands, patterns, and what is wrong with a line.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <wordexp.h>

static void show(const char *words, int flags) {
    wordexp_t w;
    int result = wordexp(words, &w, flags);
    printf("%s -> %d:", words, result);
    if (result == 0) {
        for (size_t i = 0; i < w.we_wordc; i++) printf(" [%s]", w.we_wordv[i]);
        printf(w.we_wordv[w.we_wordc] ? " and more\n" : "\n");
        wordfree(&w);
    } else puts("");
}

int main(void) {
    const char *lines[] = {
        "one two", " 'a b'  c ", "\"x $V y\" $V", "~/x ~root/y ~nobody-here", "$((1+2*3)) $(( (8 - 2) / 3 )) ${V}z ${U:-dflt} ${V:+yes}",
        "a|b", "$(echo hi; echo there) \"$(echo a b)\"", "$U x", "'open", "\"open", "a\\ b c", "${#V} ${V%b} ${V#?} ${P##*/} ${P%/*}", "a\nb", "{a,b}", "",
        "*.none", "f*", "\"f*\"", "f\\*", "${U:=set} $U", "${U?}", "$ $1x", "x$V", "''", "\"\"$EMPTY", "$EMPTY", "(x)", "${V", "$((1/0))",
    };
    char dir[] = "/tmp/expansion-XXXXXX";
    if (!mkdtemp(dir) || chdir(dir) < 0) return 1;
    fclose(fopen("f1", "w"));
    fclose(fopen("f2", "w"));
    setenv("V", "a b", 1);
    setenv("P", "/usr/lib/x.so", 1);
    setenv("EMPTY", "", 1);
    setenv("HOME", "/home/me", 1);
    unsetenv("U");
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) show(lines[i], 0);
    show("$(echo x)", WRDE_NOCMD);
    show("`echo x`", WRDE_NOCMD);
    show("$NOT_SET", WRDE_UNDEF);

    wordexp_t w = {.we_offs = 2};
    int first = wordexp("a b", &w, WRDE_DOOFFS), second = wordexp("c 'd e'", &w, WRDE_DOOFFS | WRDE_APPEND);
    printf("%d %d %zu %d %d", first, second, w.we_wordc, w.we_wordv[0] == NULL, w.we_wordv[1] == NULL);
    for (size_t i = 0; i < w.we_wordc; i++) printf(" [%s]", w.we_wordv[2 + i]);
    second = wordexp("only", &w, WRDE_DOOFFS | WRDE_REUSE);
    printf(" %d %zu %s\n", second, w.we_wordc, w.we_wordv[2]);
    wordfree(&w);
    unlink("f1");
    unlink("f2");
    return rmdir(dir) < 0;
}

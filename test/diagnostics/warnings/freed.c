#include <stdio.h>
#include <stdlib.h>
void again(char *p) { free(p); free(p); }
char *back(char *p) { free(p); return p; }
void maybe(char *p, int n) { free(p); if (n) puts(p); }
void fine(char *p) { free(p); p = NULL; free(p); }
void either(char *p, int n) { if (n) free(p); else puts(p); }
int asked(char *p) { free(p); return p == NULL; }
int main(void) {
    char *name = malloc(8);
    if (name == NULL) return 1;
    free(name);
    printf("%s\n", name);
    return 0;
}

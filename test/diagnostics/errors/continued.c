#define M(x) \
   do { \
      int y = x; \
      foo q; \
   } while (0)
int main(void) {
   int z = 3 + \
     undefined_ + \
     z2;
   M(4);
   char *s = "abc\
def" + nope;
   return 0 \
   }

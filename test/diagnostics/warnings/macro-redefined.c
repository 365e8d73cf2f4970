#define LIMIT 10
#define LIMIT 20
#define SAME 1
#define SAME 1
#undef SAME extra
#ifdef LIMIT extra
#endif LIMIT
int main(void) { return LIMIT; }

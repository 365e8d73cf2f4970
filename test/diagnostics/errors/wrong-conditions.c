#if (1
int never;
#elif 2 +
int neither;
#else
int here = 1;
#endif
#ifdef 3
#else
int there = 2;
#endif

int main(void) { return here + there + nowhere; }

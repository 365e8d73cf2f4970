#if 0
#if junk
#else
#elif
#endif
#else
#elif 1
#endif
#if 1
#else
#else
#endif
int main(void){ return 0; }

int main(void)
{
    printf("hello\n");
    char *p = malloc(10);
    strcpy(p, "x");
    return strlen(p);
}

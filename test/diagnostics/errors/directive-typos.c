#inlcude <stdio.h>
#defin SIZE 3
#endfi
#whatever
int main(void) { return 0; }

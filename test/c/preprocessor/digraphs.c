%:include <stdio.h>
%:define SPELLED(x) %:x
%:define GLUED(a, b) a%:%:b
%:  define COUNT 3

static int GLUED(nu, mbers)<:COUNT:> = <% 1, 2, 3 %>;

int main(void) <%
    int sum = 0;
    for (int i = 0; i < COUNT; i++) <% sum += numbers<:i:>; %>
    printf("%d %s %d %%>\n", sum, SPELLED(a + b), 7 %2);
    printf("<: :> <%% %%:\n");
    return 0;
%>

// → 6 a + b 1 %>
// → <: :> <% %:

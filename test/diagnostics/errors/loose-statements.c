int main(void)
{
    int x = 3;
    if (x == 3) then { x = 4; }
    else x = 5;
    else x = 6;
    goto nowhere;
    break;
    continue;
    case 3: ;
    return x
}

#include <stdio.h>
class Server {
    int fd;
};
using namespace std;
int main(void) {
    std::cout << "hello" << std::endl;
    char[100] buffer;
    printf("hi\n");
    return 0;
}

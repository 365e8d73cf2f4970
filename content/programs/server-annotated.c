// A complete HTTP server, annotated: the same program as server.c, call by call.
//
// What it does: waits for a TCP connection on port 8080, reads one request, answers
// Hello, World! and closes the connection. Then it waits for the next one. One process, one
// thread, one client at a time.
//
//     gcc -g -Wall -Wextra server-annotated.c -o server && ./server
//     curl -v localhost:8080

#include <netinet/in.h>  // struct sockaddr_in, INADDR_ANY, htons, htonl
#include <stdio.h>       // printf, perror
#include <stdlib.h>      // exit
#include <string.h>      // strlen
#include <sys/socket.h>  // socket, bind, listen, accept and their constants
#include <unistd.h>      // read, write, close

// Ports below 1024 need a privilege (CAP_NET_BIND_SERVICE); 8080 does not.
#define PORT 8080

// How many finished connections may wait for accept(). Linux lets BACKLOG + 1 wait.
#define BACKLOG 10

// The whole answer, the same for every request. HTTP/1.1 ends each header line with \r\n and
// the headers with an empty line. Content-Length counts the bytes after that empty line:
// "Hello, World!" has 13. A wrong number here makes clients wait for more or cut the text.
static const char response[] =
    "HTTP/1.1 200 OK\r\n"
    "Content-Type: text/plain\r\n"
    "Content-Length: 13\r\n"
    "\r\n"
    "Hello, World!";

// A system call that fails returns -1 and leaves the reason in errno. perror() prints the name
// given and that reason: "bind: Address already in use". Without a listening socket there is
// nothing left to do, so the program ends with a status that says it failed.
static void die(const char *call) {
    perror(call);
    exit(1);
}

int main(void) {
    // socket() makes one end of a possible connection and returns its file descriptor.
    //   AF_INET      the address family: IPv4.
    //   SOCK_STREAM  the kind: a reliable stream of bytes, in order.
    //   0            the protocol: the default for that pair, which is TCP.
    // The lowest free number is taken. 0, 1 and 2 are stdin, stdout and stderr, so this is 3.
    // Nothing has gone over the network, and the socket has no address and no port.
    int server_fd = socket(AF_INET, SOCK_STREAM, 0);
    if (server_fd < 0) die("socket");

    // The address to listen on, as the kernel wants it: 16 bytes.
    // = {0} clears all of them, the eight bytes of padding at the end included.
    struct sockaddr_in address = {0};
    address.sin_family = AF_INET;
    // INADDR_ANY is 0.0.0.0: every IPv4 address that this machine has, loopback, cable and
    // wireless. To be reachable from this machine alone, use INADDR_LOOPBACK (127.0.0.1).
    // htonl() changes nothing about 0; it is here because the field is in network byte order.
    address.sin_addr.s_addr = htonl(INADDR_ANY);
    // The port goes in with its most significant byte first, as it travels in a TCP header.
    // On x86-64 that means swapping two bytes; without htons() this would be port 36895.
    address.sin_port = htons(PORT);

    // bind() gives the socket that address and port. It sends nothing and waits for nothing.
    // From here on the port is taken, and still a client that connects is refused.
    //   EADDRINUSE  another socket has the port, or an old connection of it is in TIME_WAIT.
    //   EACCES      the port is below 1024 and the process may not have it.
    // The cast is needed because bind() takes every address family behind one pointer type.
    if (bind(server_fd, (struct sockaddr *)&address, sizeof(address)) < 0)
        die("bind");

    // listen() turns the socket into a listener. Now the kernel answers handshakes on its own
    // and keeps finished connections in the accept queue, also while this program is busy.
    // A listener never carries data: read() on it fails with ENOTCONN.
    if (listen(server_fd, BACKLOG) < 0)
        die("listen");
    printf("Listening on port %d\n", PORT);

    // One turn is one connection. The loop has no end: Ctrl-C stops the program (SIGINT), and
    // the kernel then closes every descriptor that is still open.
    while (1) {
        // accept() takes the oldest finished connection and returns a new descriptor for it.
        // While the queue is empty the process sleeps in this call and costs no CPU time.
        // The listener stays as it was. The two NULLs say that we do not ask who connected.
        // Stopping on an error is blunt; chapter 1 shows the error that a busy server meets
        // here (EMFILE) and why simply trying again would spin.
        int client_fd = accept(server_fd, NULL, NULL);
        if (client_fd < 0) die("accept");

        // read() copies what has arrived, at most 1023 bytes, into this process's memory.
        // While nothing has arrived it sleeps. The number returned says how many bytes came:
        //   > 0  that many; perhaps only a part of the request, because TCP knows no messages
        //   0    end of stream: the client will send no more, but it may still be reading
        //   -1   an error, such as ECONNRESET
        // A real server reads on until it has seen the empty line that ends the headers. This
        // one takes the first piece as the request, and the contents do not matter to it.
        char buffer[1024];
        ssize_t n = read(client_fd, buffer, sizeof(buffer) - 1);
        if (n < 0)
            perror("read");
        // write() copies the 78 bytes into the connection's send queue and returns 78. That
        // they are queued does not mean that the client has them: the kernel sends, and sends
        // again until they are acknowledged. A blocking write() sleeps while the queue is
        // full, which 78 bytes on a new connection cannot make it.
        else if (write(client_fd, response, strlen(response)) < 0)
            perror("write");

        // close() gives the number back, so the next accept() returns 4 again. It was the last
        // descriptor of this connection, so the kernel sends FIN after the queued bytes. Since
        // this side closes first, it is this side that keeps the port pair in TIME_WAIT for
        // 60 seconds. If bytes of the request had been left unread, RST would go instead.
        close(client_fd);
    }
}

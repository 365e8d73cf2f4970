// A server in the manner of inetd: for each connection a child whose standard input and output are the
// connection, and in which an ordinary program runs.
static void serve(int offset, char **words) {
    int server = listener(offset, 5);
    fcntl(server, F_SETFD, FD_CLOEXEC);
    pid_t inetd = fork();
    if (inetd == 0) {
        for (int i = 0; i < 2; i++) {
            int connection = accept4(server, NULL, NULL, SOCK_CLOEXEC);
            if (fork() == 0) {
                dup2(connection, 0);
                dup2(connection, 1);
                execv(words[0], words);
                _exit(127);
            }
            close(connection);
        }
        int status, sum = 0;
        while (wait(&status) > 0) sum += WEXITSTATUS(status);
        _exit(sum);
    }
    close(server);
    for (int i = 0; i < 2; i++) {
        char text[100] = "";
        int length = 0, c = client(offset);
        write(c, "a line\n", 7);
        shutdown(c, SHUT_WR);
        for (int n; (n = read(c, text + length, sizeof text - length)) > 0;) length += n;
        printf("%d bytes: %s", length, text);
        fflush(stdout);
        close(c);
    }
    int sum;
    waitpid(inetd, &sum, 0);
    SHOW(WEXITSTATUS(sum));
}

static void probe(void) {
    char *echo[] = {"/bin/cat", NULL};
    serve(0, echo);
    char *hello[] = {"/bin/echo", "hello from a program", NULL};
    serve(1, hello);
    char *shell[] = {"/bin/sh", "-c", "echo first; cat; echo last >&1", NULL};
    serve(2, shell);
    char *nobody[] = {"/bin/nobody", NULL};
    serve(3, nobody);
}

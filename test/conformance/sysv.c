// System V IPC: message queues, semaphores and shared memory, with their errors.
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/stat.h>

struct message { long type; char text[100]; };

static int put(int queue, long type, const char *text, int flags) {
    struct message message = {.type = type};
    strcpy(message.text, text);
    return msgsnd(queue, &message, strlen(text) + 1, flags);
}

static void take(int queue, long type, size_t room, int flags) {
    struct message message = {0};
    ssize_t n = msgrcv(queue, &message, room, type, flags);
    if (n < 0) show("take", n);
    else printf("took %zd of type %ld: %.*s\n", n, message.type, (int)n, message.text);
    fflush(stdout);
}

static void state(int queue) {
    struct msqid_ds ds;
    if (msgctl(queue, IPC_STAT, &ds) < 0) {
        show("IPC_STAT", -1);
        return;
    }
    printf("%lu messages, %lu bytes of %lu, mode %o, sent %d, received %d, uid %d\n", ds.msg_qnum,
           ds.__msg_cbytes, ds.msg_qbytes, ds.msg_perm.mode, ds.msg_stime != 0, ds.msg_rtime != 0,
           ds.msg_perm.uid);
}

static void queues(void) {
    SHOW(msgget(77, 0600));
    int queue = msgget(77, IPC_CREAT | IPC_EXCL | 0640);
    SHOW(queue >= 0);
    SHOW(msgget(77, IPC_CREAT | IPC_EXCL | 0600));
    SHOW(msgget(77, 0600) == queue);
    int own = msgget(IPC_PRIVATE, 0600), other = msgget(IPC_PRIVATE, 0600);
    SHOW(own >= 0 && other >= 0 && own != other);
    state(queue);
    SHOW(put(queue, 3, "three", 0));
    SHOW(put(queue, 1, "one", 0));
    SHOW(put(queue, 2, "two", 0));
    SHOW(put(queue, 1, "one again", 0));
    state(queue);
    take(queue, 2, 100, 0);
    take(queue, -2, 100, 0);
    take(queue, 0, 3, 0);
    take(queue, 0, 3, MSG_NOERROR);
    SHOW(put(queue, 9, "nine", 0));
    take(queue, 1, 100, MSG_EXCEPT);
    take(queue, 5, 100, IPC_NOWAIT);
    take(queue, 0, 100, 0);
    take(queue, 0, 100, IPC_NOWAIT);
    state(queue);
    SHOW(put(queue, 0, "", 0));
    SHOW(put(queue, -1, "", 0));
    SHOW(put(-1, 1, "", 0));
    SHOW(put(12345, 1, "", 0));
    SHOW(msgsnd(queue, NULL, 1, 0));
    static struct message big[100];
    big[0].type = 1;
    SHOW(msgsnd(queue, big, 8193, 0));
    SHOW(msgsnd(queue, big, 8192, 0));
    SHOW(msgsnd(queue, big, 8192, IPC_NOWAIT));
    SHOW(msgsnd(queue, big, 1, IPC_NOWAIT));
    SHOW(msgrcv(queue, big, 8192, 0, 0));
    SHOW(msgrcv(queue, big, 100, 0, MSG_COPY));
    SHOW(msgctl(queue, 99, NULL));
    SHOW(msgctl(queue, IPC_STAT, NULL));
    struct msqid_ds ds;
    msgctl(queue, IPC_STAT, &ds);
    ds.msg_qbytes = 10000;
    ds.msg_perm.mode = 0777;
    SHOW(msgctl(queue, IPC_SET, &ds));
    state(queue);
    fflush(stdout);
    if (fork() == 0) {
        // Sleeps until there is one, and until the queue is gone.
        take(queue, 0, 100, 0);
        take(queue, 0, 100, 0);
        exit(0);
    }
    pause_ms(20);
    // The child prints what it has got; its parent prints before that, or when it has ended.
    int sent = put(queue, 4, "for the child", 0);
    pause_ms(100);
    int removed = msgctl(queue, IPC_RMID, NULL);
    wait(NULL);
    SHOW(sent);
    SHOW(removed);
    SHOW(put(queue, 1, "", 0));
    SHOW(msgctl(queue, IPC_RMID, NULL));
    msgctl(own, IPC_RMID, NULL);
    msgctl(other, IPC_RMID, NULL);
}

static int change(int set, int num, int by, int flags) {
    struct sembuf op = {num, by, flags};
    return semop(set, &op, 1);
}

static void values(int set) {
    unsigned short all[3];
    if (semctl(set, 0, GETALL, all) < 0) show("GETALL", -1);
    else printf("values %d %d %d, waiting %d, for zero %d\n", all[0], all[1], all[2],
                semctl(set, 0, GETNCNT), semctl(set, 0, GETZCNT));
    fflush(stdout);
}

static void semaphores(void) {
    SHOW(semget(78, 1, 0600));
    SHOW(semget(78, 0, IPC_CREAT | 0600));
    SHOW(semget(78, -1, IPC_CREAT | 0600));
    SHOW(semget(78, 40000, IPC_CREAT | 0600));
    int set = semget(78, 3, IPC_CREAT | 0600);
    SHOW(set >= 0);
    SHOW(semget(78, 4, 0));
    SHOW(semget(78, 2, 0) == set);
    SHOW(semget(78, 0, 0) == set);
    values(set);
    SHOW(semctl(set, 0, SETVAL, 5));
    SHOW(semctl(set, 3, SETVAL, 5));
    SHOW(semctl(set, 0, SETVAL, 40000));
    SHOW(semctl(set, 0, SETVAL, -1));
    SHOW(semctl(set, 1, GETVAL));
    SHOW(semctl(set, 9, GETVAL));
    SHOW(semctl(set, 0, GETPID) == getpid());
    unsigned short all[] = {1, 2, 3}, wrong[] = {1, 2, 60000};
    SHOW(semctl(set, 0, SETALL, wrong));
    SHOW(semctl(set, 0, SETALL, all));
    values(set);
    SHOW(change(set, 0, -1, 0));
    SHOW(change(set, 0, -1, IPC_NOWAIT));
    SHOW(change(set, 0, 0, 0));
    SHOW(change(set, 1, 0, IPC_NOWAIT));
    SHOW(change(set, 3, 1, 0));
    SHOW(change(set, 2, 32766, 0));
    SHOW(change(-1, 0, 1, 0));
    SHOW(semop(set, NULL, 1));
    SHOW(semop(set, NULL, 0));
    SHOW(semop(set, (struct sembuf[]){{0, 1, 0}}, 501));
    // All or none.
    struct sembuf both[] = {{1, -2, 0}, {2, -4, IPC_NOWAIT}};
    SHOW(semop(set, both, 2));
    values(set);
    both[1].sem_op = -3;
    SHOW(semop(set, both, 2));
    values(set);
    struct timespec soon = {0, 20000000}, bad = {0, -1};
    SHOW(semtimedop(set, both, 1, &soon));
    SHOW(semtimedop(set, both, 1, &bad));
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        SHOW(change(set, 0, -2, SEM_UNDO));
        SHOW(change(set, 1, 3, SEM_UNDO));
        values(set);
        exit(0);
    }
    pause_ms(20);
    values(set);
    SHOW(change(set, 0, 1, 0));
    pause_ms(20);
    values(set);
    fflush(stdout);
    int woken = change(set, 0, 4, 0);
    // Both run now, and only one of them is to print.
    waitpid(child, NULL, 0);
    SHOW(woken);
    values(set);
    SHOW(semctl(set, 0, GETPID) == child);
    struct semid_ds ds;
    SHOW(semctl(set, 0, IPC_STAT, &ds));
    printf("%lu semaphores, mode %o, used %d\n", ds.sem_nsems, ds.sem_perm.mode, ds.sem_otime != 0);
    fflush(stdout);
    if (fork() == 0) {
        SHOW(change(set, 0, -30, 0));
        exit(0);
    }
    pause_ms(20);
    int removed = semctl(set, 0, IPC_RMID);
    wait(NULL);
    SHOW(removed);
    SHOW(change(set, 0, 1, 0));
}

static void attached(int id) {
    struct shmid_ds ds;
    if (shmctl(id, IPC_STAT, &ds) < 0) show("IPC_STAT", -1);
    else printf("%zu bytes, attached %lu times, mode %o, made by us %d, used by us %d\n",
                ds.shm_segsz, ds.shm_nattch, ds.shm_perm.mode, ds.shm_cpid == getpid(),
                ds.shm_lpid == getpid());
    fflush(stdout);
}

static void memory(void) {
    SHOW(shmget(79, 100, 0600));
    SHOW(shmget(79, 0, IPC_CREAT | 0600));
    int id = shmget(79, 5000, IPC_CREAT | 0600);
    SHOW(id >= 0);
    SHOW(shmget(79, 5001, 0));
    SHOW(shmget(79, 0, 0) == id);
    attached(id);
    char *here = shmat(id, NULL, 0), *again = shmat(id, NULL, SHM_RDONLY);
    SHOW(here != (void *)-1 && again != (void *)-1 && here != again);
    SHOW((long)shmat(id, (void *)123, 0));
    SHOW((long)shmat(-1, NULL, 0));
    SHOW((long)shmat(12345, NULL, 0));
    attached(id);
    strcpy(here + 4500, "shared");
    SHOW(getpid() > 0);
    printf("%s %d\n", again + 4500, here[7000]);
    fflush(stdout);
    if (fork() == 0) {
        attached(id);
        strcpy(here, "from the child");
        SHOW(shmdt(again));
        attached(id);
        exit(0);
    }
    wait(NULL);
    attached(id);
    printf("%s\n", again);
    SHOW(shmdt(again));
    SHOW(shmdt(again));
    SHOW(shmdt(here + 4096));
    SHOW(shmctl(id, SHM_LOCK, NULL));
    SHOW(shmctl(id, 99, NULL));
    // It goes with whoever detaches it last.
    SHOW(shmctl(id, IPC_RMID, NULL));
    SHOW(shmget(79, 0, 0));
    struct shmid_ds ds;
    SHOW(shmctl(id, IPC_STAT, &ds));
    printf("mode %o, key %d, %s\n", ds.shm_perm.mode, ds.shm_perm.__key, here);
    SHOW(shmdt(here));
    SHOW(shmctl(id, IPC_STAT, &ds));
    SHOW((long)shmat(id, NULL, 0));
}

static void rights(void) {
    int queue = msgget(IPC_PRIVATE, 0604), set = semget(IPC_PRIVATE, 1, 0604);
    int id = shmget(IPC_PRIVATE, 1, 0604), key = msgget(80, IPC_CREAT | 0600);
    fflush(stdout);
    if (fork() == 0) {
        setuid(65534);
        SHOW(put(queue, 1, "", 0));
        take(queue, 0, 100, IPC_NOWAIT);
        SHOW(msgctl(queue, IPC_RMID, NULL));
        SHOW(msgget(80, 0600));
        SHOW(change(set, 0, 1, 0));
        SHOW(change(set, 0, 0, 0));
        SHOW(semctl(set, 0, GETVAL));
        SHOW(semctl(set, 0, SETVAL, 1));
        SHOW(semctl(set, 0, IPC_RMID));
        SHOW((long)shmat(id, NULL, 0));
        SHOW(shmat(id, NULL, SHM_RDONLY) != (void *)-1);
        SHOW(shmctl(id, IPC_RMID, NULL));
        exit(0);
    }
    wait(NULL);
    SHOW(msgctl(queue, IPC_RMID, NULL));
    SHOW(msgctl(key, IPC_RMID, NULL));
    SHOW(semctl(set, 0, IPC_RMID));
    SHOW(shmctl(id, IPC_RMID, NULL));
}

union argument {
    int val;
    struct semid_ds *buf;
    struct seminfo *info;
};

/* The place of an object in its table. */
static int place(int id) {
    return id & 0x7fff;
}

/* What ipcs(1) asks: others may have objects too, so only what is more is told. */
static void lists(void) {
    struct msginfo before, after;
    struct seminfo limits, count;
    struct shminfo sizes;
    struct shm_info segments, more;
    struct msqid_ds queue_ds;
    struct semid_ds set_ds;
    struct shmid_ds segment_ds;
    SHOW(msgctl(0, MSG_INFO, (void *)&before) >= 0);
    SHOW(shmctl(0, SHM_INFO, (void *)&segments) >= 0);
    semctl(0, 0, SEM_INFO, (union argument){.info = &count});
    int sets = count.semusz, all = count.semaem;
    int queue = msgget(IPC_PRIVATE, 0600), set = semget(IPC_PRIVATE, 3, 0640), id = shmget(IPC_PRIVATE, 5000, 0600);
    SHOW(put(queue, 3, "first", 0));
    SHOW(put(queue, 4, "another", 0));
    SHOW(msgctl(0, MSG_INFO, (void *)&after) >= place(queue));
    printf("%d queue, %d messages, %d bytes\n", after.msgpool - before.msgpool, after.msgmap - before.msgmap,
           after.msgtql - before.msgtql);
    SHOW(msgctl(0, IPC_INFO, (void *)&after) >= place(queue));
    printf("%d %d %d %d %d %d %d %d\n", after.msgpool, after.msgmap, after.msgmax, after.msgmnb, after.msgmni,
           after.msgssz, after.msgtql, after.msgseg);
    SHOW(msgctl(place(queue), MSG_STAT, &queue_ds) == queue);
    printf("%ld messages, mode %o\n", queue_ds.msg_qnum, queue_ds.msg_perm.mode);
    SHOW(msgctl(place(queue), MSG_STAT_ANY, &queue_ds) == queue);
    SHOW(msgctl(31000, MSG_STAT, &queue_ds));
    SHOW(msgctl(-1, MSG_STAT, &queue_ds));
    SHOW(msgctl(0, IPC_INFO, NULL));
    SHOW(semctl(0, 0, IPC_INFO, (union argument){.info = &limits}) >= place(set));
    printf("%d %d %d %d %d %d %d %d %d %d\n", limits.semmap, limits.semmni, limits.semmns, limits.semmnu,
           limits.semmsl, limits.semopm, limits.semume, limits.semusz, limits.semvmx, limits.semaem);
    SHOW(semctl(0, 0, SEM_INFO, (union argument){.info = &count}) >= place(set));
    printf("%d set, %d semaphores\n", count.semusz - sets, count.semaem - all);
    SHOW(semctl(place(set), 0, SEM_STAT, (union argument){.buf = &set_ds}) == set);
    printf("%ld of mode %o\n", set_ds.sem_nsems, set_ds.sem_perm.mode);
    SHOW(shmctl(0, IPC_INFO, (void *)&sizes) >= place(id));
    printf("%lx %lu %lu %lu %lx\n", sizes.shmmax, sizes.shmmin, sizes.shmmni, sizes.shmseg, sizes.shmall);
    SHOW(shmctl(0, SHM_INFO, (void *)&more) >= place(id));
    printf("%d segment, %lu pages\n", more.used_ids - segments.used_ids, more.shm_tot - segments.shm_tot);
    SHOW(shmctl(place(id), SHM_STAT, &segment_ds) == id);
    SHOW(segment_ds.shm_segsz);
    fflush(stdout);
    if (fork() == 0) {
        setuid(65534);
        SHOW(msgctl(place(queue), MSG_STAT, &queue_ds));
        SHOW(msgctl(place(queue), MSG_STAT_ANY, &queue_ds) == queue);
        SHOW(semctl(place(set), 0, SEM_STAT, (union argument){.buf = &set_ds}));
        SHOW(shmctl(place(id), SHM_STAT, &segment_ds));
        exit(0);
    }
    wait(NULL);
    // A checkpoint looks at messages where they stand.
    take(queue, 1, 100, MSG_COPY);
    take(queue, 1, 100, MSG_COPY | MSG_EXCEPT | IPC_NOWAIT);
    take(queue, 1, 100, MSG_COPY | IPC_NOWAIT);
    take(queue, 0, 100, MSG_COPY | IPC_NOWAIT);
    take(queue, 0, 3, MSG_COPY | IPC_NOWAIT);
    take(queue, 0, 3, MSG_COPY | IPC_NOWAIT | MSG_NOERROR);
    take(queue, 2, 100, MSG_COPY | IPC_NOWAIT);
    take(queue, 0, 100, IPC_NOWAIT);
    SHOW(msgctl(queue, IPC_RMID, NULL));
    SHOW(semctl(set, 0, IPC_RMID));
    SHOW(shmctl(id, IPC_RMID, NULL));
}

static void probe(void) {
    queues();
    semaphores();
    memory();
    rights();
    lists();
    SHOW(ftok("/nowhere", 1));
    struct stat st;
    stat("/tmp", &st);
    SHOW(ftok("/tmp", 7) == ((st.st_ino & 0xffff) | (st.st_dev & 0xff) << 16 | 7 << 24));
}

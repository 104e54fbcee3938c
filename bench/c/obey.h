/* Reads "OPERATION TIMES" lines, runs the operation that often, answers "WALL_NS CPU_NS". */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct operation {
  const char *name;
  void (*run)(void);
};

static long long now_ns(clockid_t clock) {
  struct timespec t;
  clock_gettime(clock, &t);
  return (long long)t.tv_sec * 1000000000 + t.tv_nsec;
}

static void die(const char *what) {
  fprintf(stderr, "bench: %s failed\n", what);
  exit(1);
}

static int obey(const struct operation *operations, size_t count) {
  char name[32];
  long times;
  while (scanf("%31s %ld", name, &times) == 2) {
    size_t found = 0;
    while (found < count && strcmp(operations[found].name, name) != 0) found++;
    if (found == count) die(name);
    long long wall = now_ns(CLOCK_MONOTONIC), cpu = now_ns(CLOCK_PROCESS_CPUTIME_ID);
    for (long i = 0; i < times; i++) operations[found].run();
    cpu = now_ns(CLOCK_PROCESS_CPUTIME_ID) - cpu;
    wall = now_ns(CLOCK_MONOTONIC) - wall;
    printf("%lld %lld\n", wall, cpu);
    fflush(stdout);
  }
  return 0;
}

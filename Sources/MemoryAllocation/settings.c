#include "MemoryAllocation.h"
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/types.h>

// Two arenas, as most work is done by few threads; what is free goes back to the system at once: a bite of the bridge
// needs much for a moment.
const char *malloc_conf = "narenas:2,dirty_decay_ms:0,muzzy_decay_ms:0";

// Not there in a program that is linked without jemalloc.
extern int mallctl(const char *name, void *old, size_t *oldLength, void *new, size_t newLength)
    __attribute__((weak));

int tandem_keep_free_memory(long milliseconds) {
  if (mallctl == NULL || getenv("MALLOC_CONF") != NULL) return 0;
  ssize_t decay = milliseconds;
  int result = mallctl("arenas.dirty_decay_ms", NULL, NULL, &decay, sizeof decay);
  unsigned arenas = 0;
  size_t length = sizeof arenas;
  if (result != 0 || mallctl("arenas.narenas", &arenas, &length, NULL, 0) != 0) return 0;
  for (unsigned arena = 0; arena < arenas; arena++) {
    char name[48];
    snprintf(name, sizeof name, "arena.%u.dirty_decay_ms", arena);
    // One that nobody has used yet begins with what was said above.
    mallctl(name, NULL, NULL, &decay, sizeof decay);
  }
  return 1;
}

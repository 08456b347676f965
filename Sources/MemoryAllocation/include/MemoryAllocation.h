#ifndef TANDEM_MEMORY_ALLOCATION_H
#define TANDEM_MEMORY_ALLOCATION_H

/// How Debian's jemalloc, which the program is linked with, is to give memory out: it reads this when the program
/// starts. See docs/decisions/0011 and jemalloc(3), TUNING.
extern const char *malloc_conf;

/// What is free from here on goes back to the system after that long only: whoever builds pages all the time needs it
/// again at once, and giving it back costs more than a page. Answers whether it is so: not where the environment's
/// MALLOC_CONF says how memory is given out.
int tandem_keep_free_memory(long milliseconds);

#endif

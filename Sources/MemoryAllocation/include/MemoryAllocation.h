#ifndef TANDEM_MEMORY_ALLOCATION_H
#define TANDEM_MEMORY_ALLOCATION_H

/// How Debian's jemalloc, which the program is linked with, is to give memory out: it reads this when the program
/// starts. See docs/decisions/0011 and jemalloc(3), TUNING.
extern const char *malloc_conf;

#endif

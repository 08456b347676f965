#ifndef TANDEM_CALLOCATOR_H
#define TANDEM_CALLOCATOR_H
#include <malloc.h>

/// Gives memory that was freed back to the system. Here because Swift's own module of the C library leaves it out;
/// only glibc keeps freed memory for each thread until it is told otherwise.
static inline void tandem_give_back_freed_memory(void) {
#ifdef __GLIBC__
    malloc_trim(0);
#endif
}
#endif

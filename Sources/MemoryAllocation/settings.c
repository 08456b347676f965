#include "MemoryAllocation.h"

// Two arenas, as most work is done by few threads; what is free goes back to the system after a second, also while
// the program sleeps.
const char *malloc_conf = "narenas:2,dirty_decay_ms:1000,muzzy_decay_ms:0,background_thread:true";

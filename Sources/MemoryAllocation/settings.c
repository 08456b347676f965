#include "MemoryAllocation.h"

// Two arenas, as most work is done by few threads; what is free goes back to the system at once: a bite of the bridge
// needs much for a moment.
const char *malloc_conf = "narenas:2,dirty_decay_ms:0,muzzy_decay_ms:0";

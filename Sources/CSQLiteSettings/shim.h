#ifndef TANDEM_CSQLITE_SETTINGS_H
#define TANDEM_CSQLITE_SETTINGS_H
#include <sqlite3.h>

/// Stops counting every allocation under one lock for all connections. Before the first connection only; returns
/// SQLITE_OK or SQLITE_MISUSE. Here because Swift cannot call a C function of varying arguments.
static inline int tandem_sqlite_without_statistics(void) { return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); }
#endif

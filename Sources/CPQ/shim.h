#ifndef TANDEM_CPQ_SHIM_H
#define TANDEM_CPQ_SHIM_H

#include <libpq-fe.h>

/* Which detail of an error is asked for; macros of characters do not reach Swift. */
static const int tandem_pq_sqlstate = PG_DIAG_SQLSTATE;
static const int tandem_pq_message = PG_DIAG_MESSAGE_PRIMARY;
static const int tandem_pq_detail = PG_DIAG_MESSAGE_DETAIL;
static const int tandem_pq_table = PG_DIAG_TABLE_NAME;
static const int tandem_pq_column = PG_DIAG_COLUMN_NAME;
static const int tandem_pq_constraint = PG_DIAG_CONSTRAINT_NAME;

#endif

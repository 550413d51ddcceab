/*
 * Migrations: schema/NNNN-name.sql, applied in order, once, each recorded in schema_steps with its
 * SHA-256. Refused: an applied file that was edited since, a recorded one that is gone, a new one
 * that stands before an applied one.
 *
 * MariaDB commits each change of the schema by itself, so a step that was cut short is run again
 * from its start: every statement must allow that (IF NOT EXISTS, INSERT IGNORE …).
 *
 * Safe when two hosts migrate at once: a lease row (not GET_LOCK, which Galera does not share)
 * lets one in, the other waits up to 60 s. The lease of one that was killed ends after 10 minutes.
 */
#ifndef DATA_MIGRATE_H
#define DATA_MIGRATE_H

#include "data/db.h"

/* Brings the schema up to date; *applied counts the steps that were run. When it fails, *why is a
 * sentence for the operator. Statements end with a ";" at the end of a line, quotes and comments
 * respected. */
enum db_result migrate(struct db *db, struct arena *a, const char *schema_dir, int *applied,
    const char **why);

#endif

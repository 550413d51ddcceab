/*
 * Migrations: schema/NNNN-name.sql, applied in order, once, each recorded in schema_steps with its SHA-256. An applied file that was edited since is refused, as is a
 * recorded one that is gone. Safe when two hosts migrate at once: a lease row (not GET_LOCK, which Galera does not share) lets one in, the other waits up to 60 s.
 */
#ifndef DATA_MIGRATE_H
#define DATA_MIGRATE_H

#include "data/db.h"

/* *why is a sentence for the operator when it fails. *applied counts the steps run. Steps are split at ";" line ends (quotes and comments respected). */
enum db_result migrate(struct db *db, struct arena *a, const char *schema_dir, int *applied, const char **why);

#endif

/*
 * The log: one line per event on stderr. Under journald each line carries its priority ("<6>…"), elsewhere
 * a UTC timestamp. Never log message text, transcripts, secrets, query strings or a full phone number:
 * numbers pass through log_phone.
 */
#ifndef CORE_LOG_H
#define CORE_LOG_H

#include <stdbool.h>

enum log_level { LOG_ERROR = 3, LOG_WARNING = 4, LOG_INFO = 6, LOG_DEBUG = 7 };	/* syslog's numbers */

/* `program` is kept, not copied. */
void log_open(const char *program, enum log_level level);
void log_set_level(enum log_level level);

/* "error", "warning", "info", "debug"; false for any other word. */
bool log_level_parse(const char *word, enum log_level *level);

void log_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_warning(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_info(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_debug(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* A phone number as logs and assistants may see it: "+1845•••0692". Returned by value: usable in a printf call. */
struct masked { char text[48]; };
struct masked mask_phone(const char *phone);

#endif

/*
 * Functions that have hurt C programs once too often. This file is force-included
 * into every C file (see GNUmakefile): the headers that declare them come first,
 * then their names stop compiling.
 */
#ifndef CORE_BANNED_H
#define CORE_BANNED_H

#ifndef __cplusplus
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Macros and not #pragma GCC poison, which would stumble over other libraries' headers that merely mention one. */
#define BANNED(name) name##_is_banned_here

#define strcpy(...) BANNED(strcpy)
#define strcat(...) BANNED(strcat)
#define strncpy(...) BANNED(strncpy)
#define strncat(...) BANNED(strncat)
#define strtok(...) BANNED(strtok)
#define sprintf(...) BANNED(sprintf)
#define vsprintf(...) BANNED(vsprintf)
#define gets(...) BANNED(gets)
#define atoi(...) BANNED(atoi)
#define atol(...) BANNED(atol)
#define gmtime(...) BANNED(gmtime)
#define localtime(...) BANNED(localtime)
#endif

#endif

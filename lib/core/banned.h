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

#pragma GCC poison strcpy strcat strncpy strncat strtok sprintf vsprintf gets atoi atol gmtime localtime
#endif

#endif

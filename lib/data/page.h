/*
 * One page of a list that is ordered by id, newest first. Whoever asks says whose rows: the guard
 * has judged that already.
 */
#ifndef DATA_PAGE_H
#define DATA_PAGE_H

#include <stdint.h>

struct page {
	int64_t clinic_id;		/* 0: of all clinics, and of none */
	int64_t since_ms, until_ms;	/* made in [since, until); 0: open */
	int64_t before_id;		/* the cursor: rows with a smaller id; 0: from the newest */
	int limit;			/* 1 or more */
};

#endif

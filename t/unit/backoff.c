/* How long a job waits after a failure. */
#include "jobs/runner.h"

#include "../lib/tap.h"

enum { DRAWS = 20000 };

int
main(void)
{
	static const struct { int attempts, span;
	} cases[] = {
		{ 1, 5 },
		{ 2, 10 },
		{ 3, 20 },
		{ 10, 2560 },
		{ 11, 3600 },
		{ 12, 3600 },
		{ 10000, 3600 },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		int least = INT32_MAX, most = 0;

		for (int n = 0; n < DRAWS; n++) {
			int s = job_backoff_s(cases[i].attempts);

			least = s < least ? s : least;
			most = s > most ? s : most;
		}
		ok(least >= 1, "attempt %d: never at once", cases[i].attempts);
		ok(most <= cases[i].span, "attempt %d: at most %d s", cases[i].attempts,
		    cases[i].span);
		ok(most > cases[i].span * 9 / 10 && least <= 1 + cases[i].span / 10,
		    "attempt %d: anywhere in between", cases[i].attempts);
	}
	return done_testing();
}

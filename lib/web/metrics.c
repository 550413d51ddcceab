/* Shared counters. See metrics.h. */
#include "web/metrics.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { STATUSES = 600, BUCKETS = 10 };

/* Upper bounds in microseconds; the last bucket takes the rest. */
static const int64_t bound_us[BUCKETS] = { 500, 1000, 2500, 5000, 10000, 25000, 100000, 500000, 2500000, INT64_MAX };
static const char *const bound_name[BUCKETS] = { "0.0005", "0.001", "0.0025", "0.005", "0.01", "0.025", "0.1", "0.5", "2.5", "+Inf" };

struct counters {
	uint64_t status[STATUSES];
	uint64_t bucket[BUCKETS];
	uint64_t sum_us;
	uint64_t spooled, spool_failed, refused;
};

/* The number in the directory's name is this struct's: raise it when the struct changes, so that programs of two versions never map one file. */
#define METRICS_DIR "metrics.1"

static struct counters *mine;

static struct counters *
map(const char *path, int flags, int protection)
{
	int fd = open(path, flags | O_CLOEXEC, 0640);
	struct stat st;
	void *p = MAP_FAILED;

	if (fd < 0)
		return NULL;
	if ((flags & O_CREAT) && fstat(fd, &st) == 0 && st.st_size != sizeof(struct counters))
		(void)!ftruncate(fd, sizeof(struct counters));
	if (fstat(fd, &st) == 0 && st.st_size == sizeof(struct counters))
		p = mmap(NULL, sizeof(struct counters), protection, MAP_SHARED, fd, 0);
	(void)close(fd);
	return p == MAP_FAILED ? NULL : p;
}

void
metrics_open(const char *state_dir, const char *program)
{
	char path[4096];

	(void)snprintf(path, sizeof path, "%s/" METRICS_DIR, state_dir);
	(void)mkdir(path, 0750);
	(void)snprintf(path, sizeof path, "%s/" METRICS_DIR "/%s", state_dir, program);
	mine = map(path, O_RDWR | O_CREAT, PROT_READ | PROT_WRITE);
}

static void
add(uint64_t *counter, uint64_t n)
{
	__atomic_fetch_add(counter, n, __ATOMIC_RELAXED);
}

void
metrics_request(int status, int64_t took_us)
{
	int b = 0;

	if (!mine)
		return;
	while (took_us > bound_us[b])
		b++;
	add(&mine->status[status > 0 && status < STATUSES ? status : 0], 1);
	add(&mine->bucket[b], 1);
	add(&mine->sum_us, took_us > 0 ? (uint64_t)took_us : 0);
}

void
metrics_spooled(void)
{
	if (mine)
		add(&mine->spooled, 1);
}

void
metrics_spool_failed(void)
{
	if (mine)
		add(&mine->spool_failed, 1);
}

void
metrics_refused(void)
{
	if (mine)
		add(&mine->refused, 1);
}

enum { PROGRAMS_MAX = 200 };

struct program { const char *name; struct counters *c; };

static void
print_counter(struct text *out, const struct program *programs, size_t n, const char *name, const char *help, size_t offset)
{
	text_printf(out, "# HELP switchboard_%s %s\n# TYPE switchboard_%s counter\n", name, help, name);
	for (size_t i = 0; i < n; i++)
		text_printf(out, "switchboard_%s{program=\"%s\"} %llu\n", name, programs[i].name,
		    (unsigned long long)*(const uint64_t *)(const void *)((const char *)programs[i].c + offset));
}

static void
print_requests(struct text *out, const struct program *programs, size_t n)
{
	text_puts(out, "# HELP switchboard_requests_total Requests answered, by status.\n# TYPE switchboard_requests_total counter\n");
	for (size_t i = 0; i < n; i++)
		for (int s = 0; s < STATUSES; s++)
			if (programs[i].c->status[s])
				text_printf(out, "switchboard_requests_total{program=\"%s\",status=\"%d\"} %llu\n", programs[i].name, s,
				    (unsigned long long)programs[i].c->status[s]);
	text_puts(out, "# HELP switchboard_request_seconds Time to answer, in the program.\n# TYPE switchboard_request_seconds histogram\n");
	for (size_t i = 0; i < n; i++) {
		uint64_t below = 0;

		for (int b = 0; b < BUCKETS; b++) {
			below += programs[i].c->bucket[b];
			text_printf(out, "switchboard_request_seconds_bucket{program=\"%s\",le=\"%s\"} %llu\n", programs[i].name,
			    bound_name[b], (unsigned long long)below);
		}
		text_printf(out, "switchboard_request_seconds_sum{program=\"%s\"} %.6f\nswitchboard_request_seconds_count{program=\"%s\"} %llu\n",
		    programs[i].name, (double)programs[i].c->sum_us / 1e6, programs[i].name, (unsigned long long)below);
	}
}

void
metrics_print(struct text *out, const char *state_dir)
{
	struct program *programs = arena_array(out->arena, PROGRAMS_MAX, sizeof *programs);
	const char *dir = arena_printf(out->arena, "%s/" METRICS_DIR, state_dir);
	struct dirent **entries;
	size_t n = 0;
	int found = scandir(dir, &entries, NULL, alphasort);

	for (int i = 0; i < found; i++) {
		if (entries[i]->d_name[0] != '.' && n < PROGRAMS_MAX) {
			programs[n].name = arena_string(out->arena, entries[i]->d_name);
			programs[n].c = map(arena_printf(out->arena, "%s/%s", dir, entries[i]->d_name), O_RDONLY, PROT_READ);
			n += programs[n].c != NULL;
		}
		free(entries[i]);
	}
	if (found >= 0)
		free(entries);
	print_requests(out, programs, n);
	print_counter(out, programs, n, "spooled_total", "Webhooks written to the spool.", offsetof(struct counters, spooled));
	print_counter(out, programs, n, "spool_failures_total", "Webhooks that neither the database nor the spool took.", offsetof(struct counters, spool_failed));
	print_counter(out, programs, n, "refused_webhooks_total", "Webhooks whose signature was missing or wrong.", offsetof(struct counters, refused));
	for (size_t i = 0; i < n; i++)
		(void)munmap(programs[i].c, sizeof(struct counters));
}

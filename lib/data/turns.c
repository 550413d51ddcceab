/* The shared file of turns. See turns.h. */
#include "data/turns.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "core/log.h"

/* Clinics stand where their id's hash says, or behind it; calls' turns in the bucket of their
 * sid's hash, or as many behind it as were rung before, where the oldest makes room. A lock that is
 * held longer than any of us needs it is not waited for. */
enum {
	CLINICS = 16384, WAYS = 8, BUCKETS = TURNS_MAX / WAYS, SID_BYTES = 64,
	LOCK_TRIES = 100, LOCK_PAUSE_NS = 1000000
};

struct clinic_turns {
	int64_t clinic_id;				/* 0: free */
	int64_t priority, assistant_id;			/* the place of who was rung last */
};

struct call_turn {
	char sid[SID_BYTES];
	int64_t clinic_id, assistant_id;		/* clinic_id 0: free */
	uint64_t rung_count;				/* before this turn */
};

struct bucket {
	uint64_t oldest;
	struct call_turn turns[WAYS];
};

struct turns {
	char magic[16];			/* the last thing that is written into a new file */
	struct clinic_turns clinics[CLINICS];
	struct bucket buckets[BUCKETS];
};

static const char magic[16] = "swb-turns-3";

/* --- the file -------------------------------------------------------------------------------- */

static bool
lock(int fd)
{
	const struct timespec pause = { 0, LOCK_PAUSE_NS };

	for (int i = 0; i < LOCK_TRIES; i++) {
		if (flock(fd, LOCK_EX | LOCK_NB) == 0)
			return true;
		if (errno != EWOULDBLOCK && errno != EINTR)
			return false;
		(void)nanosleep(&pause, NULL);
	}
	errno = EBUSY;
	return false;
}

/* The file is ours alone now. All of its blocks are there before it is written through a mapping,
 * where a full disk would be a signal. */
static struct turns *
map(int fd)
{
	struct stat st;
	struct turns *t;
	int error;

	if (fstat(fd, &st) != 0)
		return NULL;
	if (st.st_size != sizeof *t) {
		if (st.st_size)
			log_warning("the file of turns had %lld bytes: it is begun anew",
			    (long long)st.st_size);
		if (ftruncate(fd, 0) != 0)
			return NULL;
		error = posix_fallocate(fd, 0, sizeof *t);
		if (error) {
			(void)!ftruncate(fd, 0);
			errno = error;
			return NULL;
		}
	}
	t = mmap(NULL, sizeof *t, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (t == MAP_FAILED)
		return NULL;
	if (memcmp(t->magic, magic, sizeof magic) != 0) {
		if (t->magic[0])
			log_warning("the file of turns holds something else: it is begun anew");
		memset(t, 0, sizeof *t);
		memcpy(t->magic, magic, sizeof magic);
	}
	return t;
}

/* --- the tables ------------------------------------------------------------------------------ */

/* FNV-1a. */
static uint64_t
hash(const void *bytes, size_t n)
{
	const unsigned char *p = bytes;
	uint64_t h = UINT64_C(14695981039346656037);

	for (size_t i = 0; i < n; i++)
		h = (h ^ p[i]) * UINT64_C(1099511628211);
	return h;
}

/* The clinic's turns, which begin before everybody if it has none; NULL: there is no room. */
static struct clinic_turns *
clinic_of(struct turns *t, int64_t clinic_id)
{
	size_t at = hash(&clinic_id, sizeof clinic_id) % CLINICS;

	for (size_t i = 0; i < CLINICS; i++, at = (at + 1) % CLINICS) {
		if (!t->clinics[at].clinic_id)
			t->clinics[at] = (struct clinic_turns){ clinic_id, -1, 0 };
		if (t->clinics[at].clinic_id == clinic_id)
			return &t->clinics[at];
	}
	return NULL;
}

static struct bucket *
bucket_of(struct turns *t, const struct call_facts *call)
{
	uint64_t of_call = hash(call->call_sid, strnlen(call->call_sid, SID_BYTES));

	return &t->buckets[(of_call + call->state.rung_count) % BUCKETS];
}

static const struct call_turn *
taken_before(const struct bucket *b, int64_t clinic_id, const struct call_facts *call)
{
	for (int i = 0; i < WAYS; i++)
		if (b->turns[i].clinic_id == clinic_id &&
		    b->turns[i].rung_count == call->state.rung_count &&
		    strncmp(b->turns[i].sid, call->call_sid, SID_BYTES) == 0)
			return &b->turns[i];
	return NULL;
}

static int64_t
look_up(struct turns *t, const struct line *line, const struct call_facts *call, bool take)
{
	struct bucket *b = call->call_sid ? bucket_of(t, call) : NULL;
	const struct call_turn *known = b ? taken_before(b, line->clinic_id, call) : NULL;
	struct clinic_turns *clinic = known ? NULL : clinic_of(t, line->clinic_id);
	const struct assistant *who;
	struct call_turn *taken;

	if (known)
		return known->assistant_id;
	if (!clinic) {
		log_warning("the file of turns has no room for clinic %lld",
		    (long long)line->clinic_id);
		return 0;
	}
	who = plan_turn_after(line, call, clinic->priority, clinic->assistant_id);
	if (!who)
		return 0;
	if (!take || !b)
		return who->assistant_id;
	clinic->priority = who->priority;
	clinic->assistant_id = who->assistant_id;
	taken = &b->turns[b->oldest++ % WAYS];
	taken->clinic_id = line->clinic_id;
	taken->assistant_id = who->assistant_id;
	taken->rung_count = call->state.rung_count;
	/* A sid that is as long as the field has no NUL there. */
	memset(taken->sid, 0, sizeof taken->sid);
	memcpy(taken->sid, call->call_sid, strnlen(call->call_sid, SID_BYTES));
	return who->assistant_id;
}

static int64_t
turn_of(const char *state_dir, const struct line *line, const struct call_facts *call, bool take)
{
	struct turns *t = NULL;
	char path[4096];
	int64_t assistant_id = 0;
	int fd;

	(void)snprintf(path, sizeof path, "%s/turns.3", state_dir);
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0640);
	if (fd >= 0 && lock(fd))
		t = map(fd);
	if (t) {
		assistant_id = look_up(t, line, call, take);
		(void)munmap(t, sizeof *t);
	} else {
		log_error("%s: %s: no turn is taken among the assistants", path, strerror(errno));
	}
	if (fd >= 0)
		(void)close(fd);	/* and the lock is gone with it */
	return assistant_id;
}

int64_t
turns_take(const char *state_dir, const struct line *line, const struct call_facts *call)
{
	return turn_of(state_dir, line, call, true);
}

int64_t
turns_peek(const char *state_dir, const struct line *line, const struct call_facts *call)
{
	return turn_of(state_dir, line, call, false);
}

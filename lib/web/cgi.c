/* Our programs as CGIs. See cgi.h. */
#include "web/cgi.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PROGRAM_S_MAX = 30, OUTPUT_BYTES_MAX = 1024 * 1024 };

static bool
put(int fd, const char *bytes, size_t n)
{
	for (size_t done = 0; done < n; ) {
		ssize_t more = write(fd, bytes + done, n - done);

		if (more <= 0)
			return false;
		done += (size_t)more;
	}
	return true;
}

/* A file without a name that holds the body and the answer: unlike a pipe it never waits for its reader. -1 when there is no memory. */
static int
body_open(const struct envelope *e)
{
	int fd = memfd_create("body", MFD_CLOEXEC);

	if (fd >= 0 && !(put(fd, e->body, e->body_bytes) && put(fd, e->answer, e->answer_bytes))) {
		(void)close(fd);
		return -1;
	}
	if (fd >= 0)
		(void)lseek(fd, 0, SEEK_SET);
	return fd;
}

static void
set(const char *name, const char *value)
{
	if (setenv(name, value ? value : "", 1) != 0)
		_exit(CGI_NOT_RUN);
}

/* In the child: never returns. */
static void __attribute__((noreturn))
become(struct arena *a, const char *program, const struct envelope *e, enum cgi_mode mode, int body, int output)
{
	const char *query = strchr(e->target, '?');
	char *const argv[] = { arena_string(a, program), NULL };
	sigset_t none;

	(void)sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
	(void)alarm(PROGRAM_S_MAX);		/* outlives exec: a program that hangs is ended */
	set("GATEWAY_INTERFACE", "CGI/1.1");
	set("REQUEST_METHOD", e->method);
	set("REQUEST_URI", e->target);
	set("QUERY_STRING", query ? query + 1 : "");
	set("CONTENT_TYPE", e->content_type);
	set("CONTENT_LENGTH", arena_printf(a, "%zu", e->body_bytes));
	set("REMOTE_ADDR", e->address);
	set("HTTPS", "on");
	if (mode == CGI_DRY)
		set("SWITCHBOARD_DRY", "1");
	else
		set("SWITCHBOARD_REPLAY", arena_printf(a, "%lld", (long long)e->received_at_ms));
	if (dup2(body, STDIN_FILENO) >= 0 && dup2(output, STDOUT_FILENO) >= 0)
		(void)execv(program, argv);
	_exit(CGI_NOT_RUN);
}

static const char *
read_back(struct arena *a, int fd)
{
	char *text = arena_alloc(a, OUTPUT_BYTES_MAX + 1);
	ssize_t n = pread(fd, text, OUTPUT_BYTES_MAX, 0);

	return n < 0 ? "" : text;
}

int
cgi_run(struct arena *a, const char *program_dir, const struct envelope *e, enum cgi_mode mode, const char **output)
{
	const char *program = arena_printf(a, "%s/%s", program_dir, e->program);
	int body = body_open(e), out = output ? memfd_create("output", MFD_CLOEXEC) : open("/dev/null", O_WRONLY | O_CLOEXEC), status = -1;
	pid_t pid = -1;

	if (body >= 0 && out >= 0)
		pid = fork();
	if (pid == 0)
		become(a, program, e, mode, body, out);
	while (pid > 0 && waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			pid = -1;
	if (output)
		*output = pid > 0 && out >= 0 ? read_back(a, out) : "";
	if (body >= 0)
		(void)close(body);
	if (out >= 0)
		(void)close(out);
	return pid > 0 ? status : -1;
}

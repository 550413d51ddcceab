/* Mails: their heads, and what a server's answers mean for them. */
#include "carrier/mail.h"
#include "carrier/mail_header.h"

#include <arpa/inet.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/text.h"
#include "tap.h"

static struct arena *a;

static const struct { const char *value, *line; } subjects[] = {
	{ "Voicemail for Hudson", "Subject: Voicemail for Hudson" },
	{ "one\r\nBcc: all@clinic.example", "Subject: one  Bcc: all@clinic.example" },
	{ "Zähne", "Subject: =?UTF-8?B?WsOkaG5l?=" },
	{ "=?UTF-8?B?WsOkaG5l?=", "Subject: =?UTF-8?B?PT9VVEYtOD9CP1dzT2thRzVsPz0=?=" },
	{ "Zahnärzte am Hudson, am Potomac und an der Spree",
	    "Subject: =?UTF-8?B?WmFobsOkcnp0ZSBhbSBIdWRzb24sIGFtIFBvdG9tYWMgdW5kIGFuIGRl?=\r\n"
	    " =?UTF-8?B?ciBTcHJlZQ==?=" },
	{ "\xc3(", "Subject: " },
	{ "", "Subject: " },
};

static const struct { const char *from, *line, *address; } senders[] = {
	{ "desk@clinic.example", "From: desk@clinic.example", "desk@clinic.example" },
	{ "Desk <desk@clinic.example>", "From: Desk <desk@clinic.example>", "desk@clinic.example" },
	{ "<desk@clinic.example>", "From: <desk@clinic.example>", "desk@clinic.example" },
	{ "Hudson, Dr. <desk@clinic.example>", "From: \"Hudson, Dr.\" <desk@clinic.example>",
	    "desk@clinic.example" },
	{ "\"Hudson, \\\"Dr.\\\"\" <desk@clinic.example>",
	    "From: \"Hudson, \\\"Dr.\\\"\" <desk@clinic.example>", "desk@clinic.example" },
	{ "Zähne <desk@clinic.example>", "From: =?UTF-8?B?WsOkaG5l?= <desk@clinic.example>",
	    "desk@clinic.example" },
	{ "Desk\r\nBcc: all <desk@clinic.example>",
	    "From: \"Desk  Bcc: all\" <desk@clinic.example>", "desk@clinic.example" },
};

static void
test_head(void)
{
	struct text name = text_new(a);
	const char *line;
	size_t longest = 0;

	for (size_t i = 0; i < sizeof subjects / sizeof *subjects; i++)
		is_text(mail_header_text(a, "Subject", subjects[i].value), subjects[i].line,
		    "a subject");
	for (size_t i = 0; i < sizeof senders / sizeof *senders; i++) {
		is_text(mail_header_sender(a, "From", senders[i].from), senders[i].line,
		    "a sender");
		is_text(mail_address(a, senders[i].from), senders[i].address, "and the address");
	}
	for (int i = 0; i < 200; i++)
		text_puts(&name, "\xf0\x9f\x98\x80");
	line = mail_header_text(a, "Subject", name.data);
	for (size_t n; *line; line += line[n] ? n + 2 : n) {
		n = strcspn(line, "\r");
		longest = n > longest ? n : longest;
	}
	ok(longest <= 78, "no line of the longest name is too long (%zu)", longest);
}

/* A mail server that says these things, one after the other, whatever it is told. Its port. */
static int
server(const char *const *answers, pid_t *pid)
{
	struct sockaddr_in here = { .sin_family = AF_INET };
	socklen_t n = sizeof here;
	int s = socket(AF_INET, SOCK_STREAM, 0);

	here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (s < 0 || bind(s, (struct sockaddr *)&here, n) != 0 || listen(s, 1) != 0 ||
	    getsockname(s, (struct sockaddr *)&here, &n) != 0)
		bail_out("no socket");
	*pid = fork();
	if (!*pid) {
		int c = accept(s, NULL, NULL);
		char line[4096];

		for (; *answers; answers++) {
			(void)!write(c, *answers, strlen(*answers));
			if (read(c, line, sizeof line) <= 0)
				break;
		}
		_exit(0);
	}
	(void)close(s);
	return ntohs(here.sin_port);
}

/* login: "name:password@", or "". */
static enum mail_result
send_as(const char *login, const char *const *answers)
{
	const struct mail mail = {
		.to = "anna@clinic.example", .subject = "Hello", .text = "Hello", .id = "x",
	};
	struct mail_answer answer;
	pid_t pid;
	struct config config = {
		.mail_from = "desk@clinic.example",
		.smtp_url = arena_printf(a, "smtp://%s127.0.0.1:%d", login,
		    server(answers, &pid)),
	};

	mail_send(a, &config, &mail, &answer);
	(void)waitpid(pid, NULL, 0);
	return answer.result;
}

static enum mail_result
send_to(const char *const *answers)
{
	return send_as("desk:word@", answers);
}

static void
test_answers(void)
{
	static const char hello[] = "220 here\r\n", plain[] = "250-here\r\n250 AUTH PLAIN\r\n";

	is_int(send_to((const char *const[]){ hello, plain, "535 5.7.8 who?\r\n", NULL }),
	    MAIL_LATER, "a wrong password is no refusal of the mail");
	is_int(send_as("", (const char *const[]){ hello, plain,
	    "530 5.7.0 authentication required\r\n", NULL }), MAIL_LATER, "nor is none");
	is_int(send_as("", (const char *const[]){ hello, plain, "250 fine\r\n",
	    "530 5.7.0 authentication required\r\n", NULL }), MAIL_LATER,
	    "nor where it is missed later");
	is_int(send_to((const char *const[]){ hello, plain, "534 5.7.9 too weak\r\n", NULL }),
	    MAIL_LATER, "nor a way to log in that is too weak");
	is_int(send_to((const char *const[]){ hello, plain,
	    "538 5.7.11 encryption required\r\n", NULL }), MAIL_LATER, "nor one without TLS");
	is_int(send_to((const char *const[]){ hello, plain, "334 \r\n", "235 fine\r\n",
	    "250 fine\r\n", "550 5.1.1 no such mailbox\r\n", NULL }), MAIL_REFUSED, "no such mailbox is one");
	is_int(send_to((const char *const[]){ hello, plain, "334 \r\n", "235 fine\r\n",
	    "250 fine\r\n", "451 later\r\n", NULL }), MAIL_LATER, "a busy one is not");
	is_int(send_to((const char *const[]){ "421 closing\r\n", NULL }), MAIL_LATER,
	    "nor a server that is not there today");
	is_int(send_to((const char *const[]){ "554 no service here\r\n", NULL }), MAIL_LATER,
	    "nor one that serves nobody");
	is_int(send_to((const char *const[]){ hello, plain, "334 \r\n", "235 fine\r\n",
	    "250 fine\r\n", "250 fine\r\n", "354 go on\r\n", "554 not such words\r\n", NULL }),
	    MAIL_REFUSED, "what is said of its words is one");
}

int
main(void)
{
	a = arena_new(16 << 20);
	test_head();
	test_answers();
	arena_free(a);
	return done_testing();
}

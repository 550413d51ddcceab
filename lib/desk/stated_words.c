/* Numbers, and the names of days and months, at a word of the text. See stated_reader.h. */
#include "desk/stated_reader.h"

#include <ctype.h>

#include "core/text.h"

const char *
word_at(const struct reader *r, size_t i)
{
	return i < r->words->count ? r->words->at[i].text : "";
}

bool
word_is(const struct reader *r, size_t i, const char *text)
{
	return strcmp(word_at(r, i), text) == 0;
}

bool
word_among(const struct reader *r, size_t i, const char *list)
{
	const char *text = word_at(r, i), *p = list;
	size_t n = strlen(text);

	while (n && (p = strstr(p, text)) != NULL) {
		if (p > list && p[-1] == ' ' && p[n] == ' ')
			return true;
		p += n;
	}
	return false;
}

bool
runs_on(const struct reader *r, size_t i)
{
	return i > 0 && i < r->words->count && r->words->at[i - 1].end <= END_COMMA;
}

/* --- numbers and names ----------------------------------------------------------------------- */

struct number_word { const char *text; int value; };

static int
lookup(const struct number_word *table, const char *text)
{
	for (; table->text; table++)
		if (strcmp(table->text, text) == 0)
			return table->value;
	return UNKNOWN;
}

static const struct number_word english_numbers[] = {
	{ "one", 1 }, { "two", 2 }, { "three", 3 }, { "four", 4 }, { "five", 5 }, { "six", 6 },
	{ "seven", 7 }, { "eight", 8 }, { "nine", 9 }, { "ten", 10 }, { "eleven", 11 },
	{ "twelve", 12 }, { "thirteen", 13 }, { "fourteen", 14 }, { "fifteen", 15 },
	{ "sixteen", 16 }, { "seventeen", 17 }, { "eighteen", 18 }, { "nineteen", 19 },
	{ "twenty", 20 }, { "thirty", 30 }, { "forty", 40 }, { "fifty", 50 }, { NULL, 0 }
};

static const struct number_word spanish_numbers[] = {
	{ "un", 1 }, { "una", 1 }, { "uno", 1 }, { "dos", 2 }, { "tres", 3 }, { "cuatro", 4 },
	{ "cinco", 5 }, { "seis", 6 }, { "siete", 7 }, { "ocho", 8 }, { "nueve", 9 },
	{ "diez", 10 }, { "once", 11 }, { "doce", 12 }, { "quince", 15 }, { "veinte", 20 },
	{ "veinticinco", 25 }, { "treinta", 30 }, { "cuarenta", 40 }, { "cincuenta", 50 },
	{ NULL, 0 }
};

static const struct number_word english_ordinals[] = {
	{ "first", 1 }, { "second", 2 }, { "third", 3 }, { "fourth", 4 }, { "fifth", 5 },
	{ "sixth", 6 }, { "seventh", 7 }, { "eighth", 8 }, { "ninth", 9 }, { "tenth", 10 },
	{ "eleventh", 11 }, { "twelfth", 12 }, { "thirteenth", 13 }, { "fourteenth", 14 },
	{ "fifteenth", 15 }, { "sixteenth", 16 }, { "seventeenth", 17 }, { "eighteenth", 18 },
	{ "nineteenth", 19 }, { "twentieth", 20 }, { "thirtieth", 30 }, { NULL, 0 }
};

static const struct number_word weekdays[] = {
	{ "sunday", 0 }, { "monday", 1 }, { "tuesday", 2 }, { "wednesday", 3 }, { "thursday", 4 },
	{ "friday", 5 }, { "saturday", 6 }, { "sundays", 0 }, { "tues", 2 }, { "thurs", 4 },
	{ "thur", 4 }, { NULL, 0 }
};

/* Words of their own unless they begin with a capital. */
static const struct number_word short_weekdays[] = {
	{ "sun", 0 }, { "mon", 1 }, { "tue", 2 }, { "wed", 3 }, { "weds", 3 }, { "thu", 4 },
	{ "fri", 5 }, { "sat", 6 }, { NULL, 0 }
};

static const struct number_word spanish_weekdays[] = {
	{ "domingo", 0 }, { "lunes", 1 }, { "martes", 2 }, { "miercoles", 3 }, { "jueves", 4 },
	{ "viernes", 5 }, { "sabado", 6 }, { NULL, 0 }
};

static const struct number_word months[] = {
	{ "january", 1 }, { "february", 2 }, { "march", 3 }, { "april", 4 }, { "may", 5 },
	{ "june", 6 }, { "july", 7 }, { "august", 8 }, { "september", 9 }, { "october", 10 },
	{ "november", 11 }, { "december", 12 }, { "jan", 1 }, { "feb", 2 }, { "mar", 3 },
	{ "apr", 4 }, { "jun", 6 }, { "jul", 7 }, { "aug", 8 }, { "sep", 9 }, { "sept", 9 },
	{ "oct", 10 }, { "nov", 11 }, { "dec", 12 }, { NULL, 0 }
};

static const struct number_word spanish_months[] = {
	{ "enero", 1 }, { "febrero", 2 }, { "marzo", 3 }, { "abril", 4 }, { "mayo", 5 },
	{ "junio", 6 }, { "julio", 7 }, { "agosto", 8 }, { "septiembre", 9 }, { "setiembre", 9 },
	{ "octubre", 10 }, { "noviembre", 11 }, { "diciembre", 12 }, { NULL, 0 }
};

int
weekday_at(const struct reader *r, size_t i)
{
	int weekday;

	if (i >= r->words->count)
		return UNKNOWN;
	if (r->tongue == TONGUE_SPANISH)
		return lookup(spanish_weekdays, word_at(r, i));
	weekday = lookup(weekdays, word_at(r, i));
	if (weekday == UNKNOWN && r->words->at[i].begins_upper)
		weekday = lookup(short_weekdays, word_at(r, i));
	return weekday;
}

int
month_at(const struct reader *r, size_t i)
{
	if (r->tongue == TONGUE_SPANISH)
		return lookup(spanish_months, word_at(r, i));
	if (i >= r->words->count || !r->words->at[i].begins_upper)
		return UNKNOWN;
	return lookup(months, word_at(r, i));
}

int
digits_of(const char *text)
{
	int64_t n;

	return strlen(text) <= 4 && number_parse(text, 0, 9999, &n) ? (int)n : UNKNOWN;
}

/* A whole number at word i in digits or words ("forty five"); *next is the word after it. */
int
number_at(const struct reader *r, size_t i, size_t *next)
{
	const struct number_word *table =
	    r->tongue == TONGUE_SPANISH ? spanish_numbers : english_numbers;
	int n = digits_of(word_at(r, i)), one;

	*next = i + 1;
	if (n == UNKNOWN)
		n = lookup(table, word_at(r, i));
	else
		return n;
	if (n == UNKNOWN || n % 10 != 0 || n < 20 || !runs_on(r, i + 1) ||
	    r->words->at[i].end)
		return n;
	one = lookup(table, word_at(r, i + 1));
	if (one > 0 && one < 10 && r->tongue == TONGUE_ENGLISH) {
		*next = i + 2;
		n += one;
	}
	return n;
}

/* "24th", "twenty fourth". */
int
ordinal_at(const struct reader *r, size_t i, size_t *next)
{
	const char *text = word_at(r, i);
	size_t digits = strspn(text, "0123456789");
	int n;

	*next = i + 1;
	if (r->tongue == TONGUE_SPANISH)
		return word_is(r, i, "primero") ? 1 : UNKNOWN;
	if (digits && digits <= 2 && isalpha((unsigned char)text[digits])) {
		n = text[0] - '0';
		return digits == 1 ? n : 10 * n + text[1] - '0';
	}
	n = lookup(english_ordinals, text);
	if (n == UNKNOWN && (word_is(r, i, "twenty") || word_is(r, i, "thirty")) &&
	    runs_on(r, i + 1)) {
		n = lookup(english_ordinals, word_at(r, i + 1));
		*next = i + 2;
		return n > 0 && n < 10 ? n + (word_is(r, i, "twenty") ? 20 : 30) : UNKNOWN;
	}
	return n;
}

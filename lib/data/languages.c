/* Files of texts. See languages.h. */
#include "data/languages.h"

#include <dirent.h>
#include <errno.h>

#include "core/file.h"
#include "core/log.h"
#include "core/text.h"
#include "desk/language.h"

static const char fallback[] = "en", suffix[] = ".txt";

static const char *
path_of(struct arena *a, const struct config *config, const char *tag)
{
	return arena_printf(a, "%s/%s%s", config->language_dir, tag, suffix);
}

/* NULL: it cannot be read, and *why says how, or it is at fault. */
static struct texts *
texts_load(struct arena *a, const char *path, const struct texts_fault **faults, const char **why)
{
	size_t bytes;
	const char *file = file_text(a, path, TEXTS_BYTES_MAX, &bytes, why);
	const struct texts_fault *f;
	struct texts *texts = NULL;

	*faults = f = file ? texts_parse(a, file, bytes, &texts) : NULL;
	while (f && f->is_spare)
		f = f->next;
	return f ? NULL : texts;
}

static const char *
told(struct arena *a, const char *path, const struct texts_fault *fault)
{
	if (fault->line)
		return arena_printf(a, "%s:%d: %s", path, fault->line, fault->message);
	return arena_printf(a, "%s: %s", path, fault->message);
}

/* tag: as language_normalise gives it, so that it is no path. */
static bool
load(struct arena *a, const struct config *config, const char *tag, struct language *out)
{
	const struct texts_fault *faults;
	const char *path = path_of(a, config, tag), *why;

	out->tag = tag;
	out->texts = texts_load(a, path, &faults, &why);
	if (faults && !out->texts)
		log_error("%s", told(a, path, faults));
	return out->texts;
}

static bool
load_nearest(struct arena *a, const struct config *config, const char *tag, struct language *out)
{
	const char *normal = language_normalise(a, tag), *base;

	if (!normal)
		return false;
	base = language_base(a, normal);
	return load(a, config, normal, out) ||
	    (!text_same(base, normal) && load(a, config, base, out));
}

bool
language_load(struct arena *a, const struct config *config, const char *tag,
    const char *clinic_tag, struct language *out)
{
	if (load_nearest(a, config, tag, out) || load_nearest(a, config, clinic_tag, out) ||
	    load(a, config, fallback, out))
		return true;
	log_error("there are no texts in any language in %s", config->language_dir);
	return false;
}

struct voice
language_voice(const struct config *config, const struct routing *routing,
    const struct language *language)
{
	struct voice voice = texts_voice(language->texts);

	if (routing && routing->voice && language_same(routing->language, language->tag))
		return (struct voice){ routing->voice, routing->language };
	if (language_same(language->tag, fallback) && *config->twilio_voice)
		voice.voice = config->twilio_voice;
	return voice;
}

const char *
language_own_voice(struct arena *a, const struct config *config, const char *tag)
{
	struct language language;

	return tag && !language_same(tag, fallback) && load_nearest(a, config, tag, &language) ?
	    texts_voice(language.texts).voice : NULL;
}

const struct line *
language_line(struct arena *a, const struct config *config, const struct line *line)
{
	const char *voice = line && !line->routing.voice ?
	    language_own_voice(a, config, line->routing.language) : NULL;
	struct line *heard;

	if (!voice)
		return line;
	heard = arena_alloc(a, sizeof *heard);
	*heard = *line;
	heard->routing.voice = voice;
	return heard;
}

static bool
is_file_of_texts(const char *name)
{
	size_t n = strlen(name), end = strlen(suffix);

	return n > end && name[0] != '.' && text_same(name + n - end, suffix);
}

void
languages_check(struct arena *a, const struct config *config,
    void (*tell)(void *context, const char *sentence), void *context)
{
	DIR *dir = opendir(config->language_dir);
	bool english = false;
	const struct dirent *entry;

	if (!dir) {
		tell(context, arena_printf(a, "LANGUAGE_DIR %s cannot be read: %s",
		    config->language_dir, strerror(errno)));
		return;
	}
	while ((entry = readdir(dir)) != NULL) {
		const char *path = arena_printf(a, "%s/%s", config->language_dir, entry->d_name);
		const char *tag = arena_copy(a, entry->d_name, strcspn(entry->d_name, "."));
		const struct texts_fault *f;
		const char *why = NULL;

		if (!is_file_of_texts(entry->d_name))
			continue;
		english |= text_same(tag, fallback);
		if (!text_same(language_normalise(a, tag), tag))
			tell(context, arena_printf(a, "%s: its name is no language's tag, such "
			    "as hi or es-MX", path));
		if (!texts_load(a, path, &f, &why) && !f)
			tell(context, why);
		for (; f; f = f->next)
			tell(context, told(a, path, f));
	}
	(void)closedir(dir);
	if (!english)
		tell(context, arena_printf(a, "LANGUAGE_DIR %s has no %s%s, which is spoken where "
		    "there is nothing better", config->language_dir, fallback, suffix));
}

/* stemprint: judges whether the files of a proof can be compared.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "verify/proof_shape.h"

#include "base/text.h"

#include <inttypes.h>

/* At most so many files are named; the rest is counted. */
enum { NAMED_MAXIMUM = 4 };

/* A list of files with a few words about each. */
struct list {
	struct text text;
	size_t count;
};

/* Tells whether the file is to be named; then the caller appends the text. */
static bool list_next(struct list *list)
{
	list->count++;
	if (list->count > NAMED_MAXIMUM)
		return false;
	if (list->count > 1)
		text_append(&list->text, ", ");
	return true;
}

/* Ends the list and returns its text; NULL when out of memory, as `remedy` may be. */
static const char *list_end(struct list *list, struct verdicts *verdicts, const char *remedy)
{
	list->text.failed |= !remedy;
	if (list->count > NAMED_MAXIMUM)
		text_append(&list->text, " and %zu more", list->count - NAMED_MAXIMUM);
	text_append(&list->text, "%s", !remedy ? "" : remedy);
	const char *text = list->text.failed ? NULL : arena_text(verdicts->arena, list->text.bytes, list->text.length);
	text_release(&list->text);
	return text;
}

static void judge_lengths(const struct proof_shape_file *files, size_t count, bool allowed, struct verdicts *verdicts)
{
	struct list list = { 0 };
	for (size_t i = 1; i < count; i++) {
		bool longer = files[i].frames > files[0].frames;
		uint64_t frames = longer ? files[i].frames - files[0].frames : files[0].frames - files[i].frames;
		if (frames != 0 && list_next(&list))
			text_append(&list.text, "\"%s\" is %" PRIu64 " %s (%.3f s) %s than the mix", files[i].name,
				    frames, frames == 1 ? "frame" : "frames", (double)frames / files[0].sample_rate,
				    longer ? "longer" : "shorter");
	}
	bool alike = list.count == 0;
	if (alike)
		text_append(&list.text, "all files have %" PRIu64 " frames", files[0].frames);
	const char *remedy =
		alike     ? ""
		: allowed ? ": silence stands there, as allowed"
			  : ": silence stands there; print all over the same span, or allow it by --allow-length";
	verdicts_add(verdicts, "lengths", alike || allowed ? VERDICT_PASS : VERDICT_FAIL,
		     list_end(&list, verdicts, remedy));
}

static bool judge_rates(const struct proof_shape_file *files, size_t count, struct verdicts *verdicts)
{
	struct list converted = { 0 }, others = { 0 };
	for (size_t i = 1; i < count; i++) {
		if (files[i].sample_rate == files[0].sample_rate)
			continue;
		struct list *list = files[i].converted ? &converted : &others;
		if (list_next(list))
			text_append(&list->text, "\"%s\" has %.0f Hz", files[i].name, files[i].sample_rate);
	}
	struct list *told = others.count != 0 ? &others : &converted;
	bool alike = others.count == 0;
	const char *remedy = "";
	if (told->count == 0)
		text_append(&told->text, "all files have %.0f Hz", files[0].sample_rate);
	else
		remedy = arena_format(verdicts->arena, " where the mix has %.0f: %s", files[0].sample_rate,
				      alike ? "converted"
					    : "print all at one rate, or have them converted by --resample");
	verdicts_add(verdicts, "rates", alike ? VERDICT_PASS : VERDICT_FAIL, list_end(told, verdicts, remedy));
	text_release(&converted.text);
	text_release(&others.text);
	return alike;
}

/* Returns the channels of the mix, or those of the widest stem when the mix is mono. */
static size_t channels_of(const struct proof_shape_file *files, size_t count)
{
	size_t channels = files[0].channels;
	for (size_t i = 1; i < count && files[0].channels == 1; i++)
		channels = files[i].channels > channels ? files[i].channels : channels;
	return channels;
}

static bool judge_channels(const struct proof_shape_file *files, size_t count, size_t channels,
			   struct verdicts *verdicts)
{
	struct list mono = { 0 }, others = { 0 };
	for (size_t i = 0; i < count; i++) {
		if (files[i].channels == channels)
			continue;
		struct list *list = files[i].channels == 1 ? &mono : &others;
		if (list_next(list))
			text_append(&list->text, "\"%s\" has %zu", files[i].name, files[i].channels);
	}
	struct list *told = others.count != 0 ? &others : &mono;
	bool comparable = others.count == 0;
	const char *remedy = "";
	if (told->count == 0)
		text_append(&told->text, "all files have %zu channel%s", channels, channels == 1 ? "" : "s");
	else
		remedy = arena_format(verdicts->arena,
				      comparable ? " and counts on all %zu at 0 dB"
						 : " where %zu are wanted: print all with as many, or mono",
				      channels);
	verdicts_add(verdicts, "channels", comparable ? VERDICT_PASS : VERDICT_FAIL, list_end(told, verdicts, remedy));
	text_release(&mono.text);
	text_release(&others.text);
	return comparable;
}

struct proof_shape proof_shape_judge(const struct proof_shape_file *files, size_t count, bool allow_lengths,
				     struct verdicts *verdicts)
{
	struct proof_shape shape = { .channels = channels_of(files, count), .comparable = true };
	for (size_t i = 0; i < count; i++)
		shape.frames = files[i].frames > shape.frames ? files[i].frames : shape.frames;
	judge_lengths(files, count, allow_lengths, verdicts);
	shape.comparable &= judge_rates(files, count, verdicts);
	shape.comparable &= judge_channels(files, count, shape.channels, verdicts);
	return shape;
}

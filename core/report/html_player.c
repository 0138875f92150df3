/* Writes the player of a page: the names, the links and the buttons.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/html_player.h"

#include "base/base64.h"
#include "base/byte_size.h"
#include "dsp/elementary.h"
#include "report/embedded.h"
#include "report/escape.h"
#include "report/figure.h"
#include "report/html_link.h"
#include "report/plot.h"
#include "report/plot_colour.h"

#include <math.h>
#include <string.h>

/* The files that have a common clock: the full ones, or those of one range. */
struct programme {
	const struct report *report;
	size_t first; /* the index of its first file */
	double most_headroom_db; /* the loudest files are played that much lower, so that all have one scale */
	bool copied; /* the page holds copies, which it plays instead of the files */
	size_t copied_bytes;
};

bool html_player_plays(const struct report *report)
{
	for (size_t i = 0; i < report->file_count; i++)
		if (report->files[i].link || report->files[i].copy.bytes)
			return true;
	return false;
}

static bool is_member(const struct programme *programme, size_t index)
{
	const struct report_file *files = programme->report->files;
	return index >= programme->first && files[programme->first].range == files[index].range;
}

/* Returns whether no earlier file is of the same programme. */
static bool is_first(const struct report *report, size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (report->files[i].range == report->files[index].range)
			return false;
	return true;
}

static struct programme programme_from(const struct report *report, size_t first)
{
	struct programme programme = { .report = report, .first = first };
	for (size_t i = first; i < report->file_count; i++) {
		const struct report_file *file = &report->files[i];
		if (!is_member(&programme, i))
			continue;
		programme.most_headroom_db = fmax(programme.most_headroom_db, file->headroom_db);
		programme.copied |= !!file->copy.bytes;
		programme.copied_bytes += file->copy.length;
	}
	for (size_t i = 0; i < report->proof_count; i++)
		if (is_member(&programme, report->proofs[i].mix))
			programme.copied_bytes += report->proofs[i].residual.length;
	return programme;
}

/* Returns when the file ends. */
static double seconds_of(const struct report_file *file)
{
	return file->start_seconds + (file->sample_rate > 0.0 ? (double)file->frames / file->sample_rate : 0.0);
}

/* Returns what a file is that browsers do not play, or NULL. */
static const char *unplayable(const struct report_file *file)
{
	static const char *const containers[] = { "w64", "aiff", "caf", "au" };
	const char *encoding = file->encoding ? file->encoding : encoding_name(file->format.encoding);
	for (size_t i = 0; file->container && i < sizeof containers / sizeof *containers; i++)
		if (strcmp(file->container, containers[i]) == 0)
			return containers[i];
	return strcmp(encoding, "float64") == 0 ? encoding : NULL;
}

/* Returns whether the player plays a file or its copy. */
static bool is_played(const struct programme *programme, const struct report_file *file)
{
	return programme->copied ? !!file->copy.bytes : file->link && !unplayable(file);
}

/* Appends a button. Its label also says of what; NULL: the word says all. */
static void append_button(struct text *text, const char *class, const char *word, const char *name)
{
	text_append(text, "<button type=\"button\" class=\"%s\" aria-pressed=\"false\" aria-label=\"%s%s", class, word,
		    name ? " " : "");
	escape_append(text, ESCAPE_XML, name);
	text_append(text, "\">%s</button>", word);
}

/* Appends what the script needs to play a file, or its copy with this id. */
static void append_source(const struct report_file *file, bool copied, size_t id, double gain, struct text *text)
{
	if (copied) {
		text_append(text, " data-copy=\"copy-%zu", id);
	} else {
		text_append(text, " data-file=\"");
		html_link_append(text, file->link);
	}
	text_append(text, "\" data-gain=\"");
	figure_append_short(text, gain, 6);
	text_append(text, "\" data-start=\"");
	figure_append_short(text, file->start_seconds, 6);
	text_append(text, "\"");
}

/* Appends the name of a file. The element stays open. */
static void begin_file(const struct programme *programme, size_t index, const char *class, struct text *text)
{
	const struct report_file *file = &programme->report->files[index];
	const double gain = decibel_to_gain(file->headroom_db - programme->most_headroom_db);
	text_append(text, "<li class=\"%s\"", class);
	if (is_played(programme, file))
		append_source(file, programme->copied, index, gain, text);
	text_append(text, "><span class=\"title\"><span class=\"dot %s\"></span>",
		    plot_colour_of_file(programme->report, index));
	html_link(text, file->link, file->path);
	if (!programme->copied && unplayable(file))
		text_append(text, " <small>Browsers do not play %s. Print wav or flac to hear it here.</small>",
			    unplayable(file));
	text_append(text, "</span>");
}

/* Appends a file that is heard alone. */
static void append_single(const struct programme *programme, size_t index, struct text *text)
{
	const struct report_file *file = &programme->report->files[index];
	begin_file(programme, index, "heard", text);
	if (is_played(programme, file)) {
		text_append(text, "<span class=\"buttons\" hidden>");
		append_button(text, "hear", "Hear", file->path);
		text_append(text, "</span>");
	}
	text_append(text, "</li>\n");
}

static void append_stem(const struct programme *programme, size_t index, struct text *text)
{
	const struct report_file *file = &programme->report->files[index];
	begin_file(programme, index, "stem", text);
	if (is_played(programme, file)) {
		text_append(text, "<span class=\"buttons\" hidden>");
		append_button(text, "solo", "Solo", file->path);
		append_button(text, "mute", "Mute", file->path);
		text_append(text, "</span>");
	}
	text_append(text, "</li>\n");
}

static bool same_set(const struct report_file *a, const struct report_file *b)
{
	return a->set == b->set || (a->set && b->set && strcmp(a->set, b->set) == 0);
}

/* Returns whether a file is a stem of the programme, and belongs to the same set as the stem at `of`. */
static bool is_of_set(const struct programme *programme, size_t of, size_t index)
{
	const struct report_file *files = programme->report->files;
	return is_member(programme, index) && files[index].role == REPORT_STEM && same_set(&files[index], &files[of]);
}

static bool begins_set(const struct programme *programme, size_t index)
{
	if (!is_of_set(programme, index, index))
		return false;
	for (size_t i = programme->first; i < index; i++)
		if (is_of_set(programme, index, i))
			return false;
	return true;
}

/* Appends the stems of one set, which are heard together. */
static void append_set(const struct programme *programme, size_t first, struct text *text)
{
	const struct report_file *file = &programme->report->files[first];
	text_append(text, "<li class=\"heard\"><span class=\"title\">Sum of the stems%s", file->set ? " of " : "");
	escape_append(text, ESCAPE_XML, file->set);
	text_append(text, "</span><span class=\"buttons\" hidden>");
	append_button(text, "hear", file->set ? "Hear the sum of" : "Hear the sum", file->set);
	text_append(text, "</span>\n<ul>\n");
	for (size_t i = first; i < programme->report->file_count; i++)
		if (is_of_set(programme, first, i))
			append_stem(programme, i, text);
	text_append(text, "</ul></li>\n");
}

/* Appends the residual of a proof, whose copy was made loud enough to be heard. */
static void append_residual(const struct programme *programme, size_t index, struct text *text)
{
	const struct report_proof *proof = &programme->report->proofs[index];
	const struct report_file *mix = &programme->report->files[proof->mix];
	if (!programme->copied || !is_member(programme, proof->mix))
		return;
	text_append(text, "<li class=\"heard\"");
	if (proof->residual.bytes)
		append_source(mix, true, programme->report->file_count + index, 1.0, text);
	text_append(text, "><span class=\"title\">Residual%s", proof->set ? " of " : "");
	escape_append(text, ESCAPE_XML, proof->set);
	if (proof->residual.bytes) {
		text_append(text, " <small>The mix minus the sum of the stems, %s by ",
			    proof->residual_raise_db < 0.0 ? "lowered" : "raised");
		plot_append_number(text, fabs(proof->residual_raise_db), 0);
		text_append(text, " dB.</small></span><span class=\"buttons\" hidden>");
		append_button(text, "hear", proof->set ? "Hear the residual of" : "Hear the residual", proof->set);
	} else {
		text_append(text, " <small>%s</small>",
			    proof->result.residual_peak_dbfs == -HUGE_VAL
				    ? "Digital silence: the files of the stems add up to that of the mix."
				    : "The page has no copy of it.");
	}
	text_append(text, "</span></li>\n");
}

/* Says what is played. */
static void append_copies(const struct programme *programme, struct text *text)
{
	char size[BYTE_SIZE_LENGTH];
	if (programme->copied)
		text_append(
			text,
			"<p>The player plays copies in this page, as Opus of about %d kbit/s for each channel, %s in "
			"all. They are for the ears: figures and proofs are about the files.</p>\n",
			REPORT_COPY_BITS_PER_SECOND / 1000, byte_size_format(programme->copied_bytes, size));
	else if (programme->report->embeds)
		text_append(text,
			    "<p>The player plays the files from where they are, because copies of them would be more "
			    "than the %s that a page takes.</p>\n",
			    byte_size_format(REPORT_COPIES_MAXIMUM, size));
}

static const char *name_of(const struct programme *programme)
{
	const struct report_file *file = &programme->report->files[programme->first];
	if (!file->range)
		return "the full files";
	return file->range->region ? file->range->region : "range";
}

/* Appends what moves the sound: play and pause, the position, and the time. */
static void append_transport(double seconds, struct text *text)
{
	text_append(text, "<div class=\"transport\" hidden>"
			  "<button type=\"button\" class=\"play\">Play</button>"
			  "<input type=\"range\" class=\"position\" aria-label=\"Position\" min=\"0\" step=\"0.01\" "
			  "value=\"0\" max=\"");
	figure_append_short(text, seconds, 6);
	text_append(text, "\"><span class=\"time\"><span class=\"now\">0:00.0</span> of ");
	plot_append_time(text, seconds);
	text_append(text, "</span></div>\n<p class=\"said\" role=\"status\"></p>\n");
}

static void append_programme(const struct programme *programme, bool named, struct text *text)
{
	const struct report *report = programme->report;
	double seconds = 0.0;
	for (size_t i = programme->first; i < report->file_count; i++)
		if (is_member(programme, i))
			seconds = fmax(seconds, seconds_of(&report->files[i]));
	if (named) {
		text_append(text, "<h3>");
		escape_append(text, ESCAPE_XML, name_of(programme));
		text_append(text, "</h3>\n");
	}
	text_append(text, "<div class=\"player\" role=\"group\" aria-label=\"Player of ");
	escape_append(text, ESCAPE_XML, name_of(programme));
	text_append(text, "\">\n");
	append_copies(programme, text);
	append_transport(seconds, text);
	text_append(text, "<ul>\n");
	for (size_t i = programme->first; i < report->file_count; i++) {
		if (is_member(programme, i) && report->files[i].role != REPORT_STEM)
			append_single(programme, i, text);
		else if (begins_set(programme, i))
			append_set(programme, i, text);
	}
	for (size_t i = 0; i < report->proof_count; i++)
		append_residual(programme, i, text);
	text_append(text, "</ul>\n</div>\n");
}

void html_player(const struct report *report, struct text *text)
{
	size_t programmes = 0;
	if (!html_player_plays(report))
		return;
	text_append(text,
		    "<section id=\"listen\">\n<h2>Listen</h2>\n<p>The files play in step, and at one scale where a "
		    "headroom differs. In a player, the space bar plays and pauses, the arrows move "
		    "by 5 seconds, A goes back to what was heard before, and 1 to 9 solo a stem; with Shift they mute "
		    "it.</p>\n<noscript><p>The player needs script. The links open the files without it.</p>"
		    "</noscript>\n");
	for (size_t i = 0; i < report->file_count; i++)
		programmes += is_first(report, i);
	for (size_t i = 0; i < report->file_count; i++) {
		if (!is_first(report, i))
			continue;
		const struct programme programme = programme_from(report, i);
		append_programme(&programme, programmes > 1, text);
	}
	text_append(text, "</section>\n");
}

static void append_copy(const struct report_copy *copy, size_t id, struct text *text)
{
	if (!copy->bytes)
		return;
	text_append(text, "<script type=\"text/plain\" id=\"copy-%zu\">", id);
	base64_append(text, copy->bytes, copy->length);
	text_append(text, "</script>\n");
}

void html_player_script(const struct report *report, struct text *text)
{
	if (!html_player_plays(report))
		return;
	for (size_t i = 0; i < report->file_count; i++)
		append_copy(&report->files[i].copy, i, text);
	for (size_t i = 0; i < report->proof_count; i++)
		append_copy(&report->proofs[i].residual, report->file_count + i, text);
	text_append(text, "<script>%s</script>\n", player_script);
}

/* Reads the sends of a strip.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/frames.h"
#include "recipe/recipe_part.h"

#include <math.h>

enum { SENDS_MAXIMUM = 1024 };

/* One sample at 384 kHz, the highest rate of a session, is a little longer. */
#define FEEDBACK_SECONDS_MINIMUM 2.5e-6
#define FEEDBACK_SECONDS_MAXIMUM 60.0

static void read_to(struct reader *reader, const struct entry *entry, void *target)
{
	struct recipe_send *send = target;
	const char *name = reader_text(reader, entry, "name an aux, a bus or an output");
	size_t to = name ? reader_find_strip(reader, name, entry->value->at, true) : RECIPE_NONE;
	if (to == RECIPE_NONE)
		return;
	send->to = to;
	send->at = entry->value->at;
	if (reader->recipe->strips[to].kind == STRIP_TRACK)
		diagnostics_error(reader->diagnostics, "wrong-kind", entry->value->at,
				  "\"%s\" is a track, which no send can reach; send to an aux, or let it listen with "
				  "`input`",
				  name);
}

static void read_tap(struct reader *reader, const struct entry *entry, void *target)
{
	reader_tap(reader, entry, &((struct recipe_send *)target)->tap);
}

static void read_delay(struct reader *reader, const struct entry *entry, void *target)
{
	struct recipe_send *send = target;
	double seconds;
	send->feedback_at = entry->value->at;
	if (!reader_key_number(reader, entry, &seconds))
		return;
	send->feedback_frames = frames_of_seconds(seconds, reader->base.sample_rate);
	if (send->feedback_frames == 0)
		diagnostics_error(reader->diagnostics, "out-of-range", entry->value->at,
				  "\"delay\" is shorter than a sample; write at least `1 samples`");
}

static const struct recipe_key feedback_rows[] = {
	{ .name = "delay",
	  .help = "how long sound takes once round the loop, with the latency of all that is in it",
	  .kind = KEY_NUMBER,
	  .required = true,
	  .quantity = QUANTITY_TIME,
	  .minimum = FEEDBACK_SECONDS_MINIMUM,
	  .maximum = FEEDBACK_SECONDS_MAXIMUM,
	  .fallback = (double)NAN,
	  .read = read_delay },
};

const struct recipe_keys feedback_keys = { .name = "feedback", .title = "key of `feedback`", KEY_ROWS(feedback_rows) };

static void read_feedback(struct reader *reader, const struct entry *entry, void *target)
{
	const struct entry inner = entry_of("feedback", entry->name, entry->at, entry->value);
	reader_mapping(reader, &inner, &feedback_keys, target);
}

static const struct recipe_key rows[] = {
	{ .name = "to", .help = "an aux, a bus or an output", .required = true, .shape = "name", .read = read_to },
	{ .name = "level",
	  .help = "gain of the send",
	  .kind = KEY_NUMBER,
	  .quantity = QUANTITY_GAIN,
	  .minimum = -INFINITY,
	  .maximum = 24.0,
	  .offset = offsetof(struct recipe_send, level_db) },
	{ .name = "tap",
	  .help = "where the strip is tapped: `input`, `pre-fader`, `post-fader` or `post-pan`",
	  .shape = "tap-name",
	  .otherwise = "`post-fader`",
	  .read = read_tap },
	{ .name = "pan",
	  .help = "where a mono signal stands in a stereo strip",
	  .kind = KEY_NUMBER,
	  .quantity = QUANTITY_PAN,
	  .minimum = -1.0,
	  .maximum = 1.0,
	  .offset = offsetof(struct recipe_send, pan) },
	{ .name = "mute",
	  .help = "the send is silent",
	  .kind = KEY_SWITCH,
	  .offset = offsetof(struct recipe_send, mute) },
	{ .name = "feedback",
	  .help = "the send closes a loop, whose delay this is, see \"Feedback\"",
	  .kind = KEY_MAPPING,
	  .keys = &feedback_keys,
	  .otherwise = "none: a loop is an error",
	  .read = read_feedback },
	{ .name = "automation",
	  .help = "how `level`, `mute` and `pan` move, see \"automation\"",
	  .kind = KEY_MAPPING,
	  .keys = &send_automation_keys,
	  .otherwise = "none",
	  .read = reader_skip },
};

const struct recipe_keys send_keys = { .name = "send", .title = "key of a send", KEY_ROWS(rows) };

void recipe_read_sends(struct reader *reader, const struct entry *entry, struct recipe_strip *strip)
{
	struct items items;
	if (!reader_items(reader, entry, "a list of sends like `- { to: plate, level: -12 dB }`", false, SENDS_MAXIMUM,
			  &items))
		return;
	strip->sends = reader_array(reader, items.count, sizeof *strip->sends);
	for (size_t i = 0; strip->sends && i < items.count; i++) {
		struct recipe_send *send = &strip->sends[strip->send_count++];
		*send = (struct recipe_send){ .to = RECIPE_NONE, .tap = TAP_POST_FADER, .at = items.nodes[i]->at };
		const struct entry item = entry_of("send", "send", items.nodes[i]->at, items.nodes[i]);
		if (items.nodes[i]->kind == DOCUMENT_MAPPING) {
			reader_mapping(reader, &item, &send_keys, send);
			recipe_settle_automation(reader, items.nodes[i], &send_automation_keys, send);
		} else {
			reader_wrong_type(reader, &item, "a mapping like `{ to: plate, level: -12 dB }`");
		}
	}
}

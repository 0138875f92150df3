/* Reads the limits from the command line, and fills in what they leave open.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/job/resource_limits.h"

#include "base/arena.h"
#include "base/byte_size.h"
#include "base/quantity.h"
#include "cmd/command_line.h"
#include "cmd/interrupt.h"
#include "cmd/job/memory_guard.h"
#include "cmd/job/memory_parts.h"
#include "io/fence.h"
#include "io/machine_memory.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { KEY_MEMORY = 768, KEY_TIME, KEY_FRAMES };

static const struct argp_option options[] = {
	{ .doc = "Limits; what would pass one ends with exit code 6:", .group = 2 },
	{ .name = "max-memory",
	  .key = KEY_MEMORY,
	  .arg = "SIZE",
	  .doc = "memory of the process, like 2 GB; half of what the machine has left, if left out" },
	{ .name = "max-time", .key = KEY_TIME, .arg = "TIME", .doc = "time by the clock, like 90 s or 10 min" },
	{ .name = "max-frames",
	  .key = KEY_FRAMES,
	  .arg = "N",
	  .doc = "frames of a session or a file, without its tail" },
	{ 0 },
};

static void parse_memory(const char *text, struct resource_limits *limits, struct argp_state *state)
{
	uint64_t bytes;
	if (!byte_size_parse(text, &bytes))
		command_line_refuse(state, "--max-memory \"%s\": a size is written like 512 MB or 2 GiB", text);
	else
		limits->memory_bytes = bytes;
}

static void parse_time(const char *text, struct resource_limits *limits, struct argp_state *state)
{
	const char *problem = "a time is written like 90 s or 10 min";
	const size_t length = strlen(text);
	enum time_unit unit = TIME_SECONDS;
	/* A bare number would be milliseconds, which nobody means here. */
	if (length == 0 || !isalpha((unsigned char)text[length - 1]) ||
	    !quantity_parse_time(text, length, (double)NAN, &limits->seconds, &unit, &problem) ||
	    unit != TIME_SECONDS || !(limits->seconds > 0.0))
		command_line_refuse(state, "--max-time \"%s\": %s", text, problem);
}

static void parse_frames(const char *text, struct resource_limits *limits, struct argp_state *state)
{
	char *end;
	errno = 0;
	limits->frames = strtoull(text, &end, 10);
	if (errno || end == text || *end || *text == '-' || limits->frames == 0)
		command_line_refuse(state, "--max-frames takes a whole number from 1 on, not \"%s\"", text);
}

static error_t parse(int key, char *argument, struct argp_state *state)
{
	struct resource_limits *limits = state->input;
	switch (key) {
	case KEY_MEMORY:
		parse_memory(argument, limits, state);
		return 0;
	case KEY_TIME:
		parse_time(argument, limits, state);
		return 0;
	case KEY_FRAMES:
		parse_frames(argument, limits, state);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

const struct argp resource_limits_argp = { .options = options, .parser = parse };

struct resource_limits resource_caps(bool untrusted)
{
	struct resource_limits caps = { .memory_bytes = machine_memory_available() / 2 };
	if (!untrusted)
		return caps;
	/* They leave room for a song of 200 tracks at 96 kHz, and for an hour of it. */
	const size_t memory = (size_t)2 << 30;
	caps.memory_bytes = caps.memory_bytes == 0 || caps.memory_bytes > memory ? memory : caps.memory_bytes;
	caps.seconds = 600.0;
	caps.frames = (uint64_t)96000 * 3600;
	caps.passes = 64;
	caps.files = 512;
	return caps;
}

/* Tells whether the cap holds: nothing was given, or what was given is higher than a cap that nobody may lift. */
static bool cap_holds(double given, double cap, bool untrusted)
{
	return given == 0.0 || (untrusted && cap > 0.0 && given > cap);
}

void resource_limits_leave(const struct resource_limits *limits, uint64_t bytes)
{
	/* The program itself takes some of it. What is left is enough for messages at least. */
	const uint64_t others = memory_of_program(1) + bytes, least = memory_of_program(1);
	if (limits->memory_bytes > 0)
		arena_limit_all(
			(size_t)(limits->memory_bytes > others + least ? limits->memory_bytes - others : least));
}

void resource_limits_settle(struct resource_limits *limits)
{
	const bool untrusted = fence_is_raised();
	const struct resource_limits caps = resource_caps(untrusted);
	if (cap_holds((double)limits->memory_bytes, (double)caps.memory_bytes, untrusted))
		limits->memory_bytes = caps.memory_bytes;
	if (cap_holds(limits->seconds, caps.seconds, untrusted))
		limits->seconds = caps.seconds;
	if (cap_holds((double)limits->frames, (double)caps.frames, untrusted))
		limits->frames = caps.frames;
	limits->passes = caps.passes;
	limits->files = caps.files;
	resource_limits_leave(limits, 0);
	memory_guard_begin(limits->memory_bytes);
	machine_memory_limit(limits->memory_bytes);
	if (limits->seconds > 0.0)
		interrupt_after(limits->seconds);
}

/* Reads tempo, metre and markers of a Standard MIDI File.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/midi_tempo.h"

#include "io/byte_number.h"
#include "io/yaml_text.h"
#include "recipe/tempo_map.h"

#include <stdlib.h>
#include <string.h>

enum {
	CHUNK_HEADER = 8, /* a name and a length */
	FORMAT_SONGS = 2, /* each track is a song of its own */
	SMPTE = 0x8000, /* the bit of a division that counts frames */
	META = 0xFF,
	META_MARKER = 0x06,
	META_CUE = 0x07,
	META_END = 0x2F,
	META_TEMPO = 0x51,
	META_METRE = 0x58,
	NAME_BYTES_MAXIMUM = 256, /* of a marker; the rest is left out */
};

/* An event with its tick, and its number in the file, which keeps the order of events of one tick. */
struct found {
	uint64_t tick;
	size_t number;
	struct tempo_event event;
};

/* The state of one pass over a file. The first pass counts, and the second one keeps. */
struct pass {
	const unsigned char *bytes;
	size_t position, end; /* of the track that is read; no byte at `end` or behind it belongs to it */
	struct arena *arena;
	struct found *found; /* NULL: the pass counts */
	size_t count;
	const char *problem; /* NULL while all is well */
	bool no_memory;
};

static bool fail(struct pass *pass, const char *problem)
{
	if (!pass->problem)
		pass->problem = problem;
	return false;
}

static bool read_byte(struct pass *pass, unsigned *value)
{
	if (pass->position >= pass->end)
		return fail(pass, "a track ends within an event");
	*value = pass->bytes[pass->position++];
	return true;
}

/* Reads a number of seven bits a byte, at most four bytes. */
static bool read_number(struct pass *pass, uint32_t *value)
{
	unsigned byte = 0x80;
	*value = 0;
	for (int i = 0; i < 4 && (byte & 0x80); i++) {
		if (!read_byte(pass, &byte))
			return false;
		*value = *value << 7 | (byte & 0x7F);
	}
	return byte & 0x80 ? fail(pass, "a number has more than four bytes") : true;
}

static bool skip(struct pass *pass, size_t count)
{
	if (count > pass->end - pass->position)
		return fail(pass, "an event is longer than its track");
	pass->position += count;
	return true;
}

/* Returns the text of a marker as UTF-8. Bytes that are not UTF-8 count as Latin-1, which old programs write. */
static const char *read_name(struct pass *pass, const unsigned char *bytes, size_t length)
{
	struct diagnostics ignored;
	char name[2 * NAME_BYTES_MAXIMUM + 1];
	size_t used = 0;
	length = length < NAME_BYTES_MAXIMUM ? length : NAME_BYTES_MAXIMUM;
	diagnostics_init(&ignored, pass->arena, NULL);
	const bool utf8 = yaml_text_check((const char *)bytes, length, "name", 0, &ignored);
	for (size_t i = 0; i < length; i++) {
		const unsigned byte = bytes[i];
		if (byte < 0x20 || byte == 0x7F || (!utf8 && byte >= 0x80 && byte < 0xA0)) {
			name[used++] = ' ';
		} else if (utf8 || byte < 0x80) {
			name[used++] = (char)byte;
		} else {
			name[used++] = (char)(0xC0 | byte >> 6);
			name[used++] = (char)(0x80 | (byte & 0x3F));
		}
	}
	while (used > 0 && name[used - 1] == ' ')
		used--;
	size_t first = 0;
	while (first < used && name[first] == ' ')
		first++;
	const char *text = arena_text(pass->arena, name + first, used - first);
	pass->no_memory = pass->no_memory || !text;
	return text;
}

static void keep(struct pass *pass, uint64_t tick, const struct tempo_event *event)
{
	if (pass->found)
		pass->found[pass->count] = (struct found){ tick, pass->count, *event };
	pass->count++;
}

static bool take_tempo(struct pass *pass, uint64_t tick, const unsigned char *bytes, size_t length)
{
	const uint64_t microseconds = length >= 3 ? big_endian_number(bytes, 3) : 0;
	if (microseconds == 0)
		return fail(pass, "a tempo has no length of its quarter note");
	keep(pass, tick, &(struct tempo_event){ .kind = TEMPO_EVENT_TEMPO, .bpm = 60e6 / (double)microseconds });
	return true;
}

static bool take_metre(struct pass *pass, uint64_t tick, const unsigned char *bytes, size_t length)
{
	enum { POWER_MAXIMUM = 6 }; /* METRE_UNIT_MAXIMUM is 2 to this power */
	if (length < 2 || bytes[0] == 0 || bytes[0] > METRE_BEATS_MAXIMUM || bytes[1] > POWER_MAXIMUM)
		return fail(pass, "a metre is not between 1/64 and 64/1");
	keep(pass, tick, &(struct tempo_event){ .kind = TEMPO_EVENT_METRE, .beats = bytes[0], .unit = 1U << bytes[1] });
	return true;
}

static bool take_meta(struct pass *pass, uint64_t tick, unsigned type, const unsigned char *bytes, size_t length)
{
	if (type == META_TEMPO)
		return take_tempo(pass, tick, bytes, length);
	if (type == META_METRE)
		return take_metre(pass, tick, bytes, length);
	if ((type != META_MARKER && type != META_CUE) || length == 0)
		return true;
	struct tempo_event event = { .kind = TEMPO_EVENT_MARKER };
	if (pass->found)
		event.name = read_name(pass, bytes, length);
	keep(pass, tick, &event);
	return true;
}

/* Reads the rest of an event after its status byte. *ended says that the track ends with it. */
static bool read_event(struct pass *pass, uint64_t tick, unsigned status, bool *ended)
{
	uint32_t length;
	unsigned type = 0;
	if (status < 0xF0)
		return skip(pass, (status & 0xF0) == 0xC0 || (status & 0xF0) == 0xD0 ? 1 : 2);
	if (status != 0xF0 && status != 0xF7 && status != META)
		return fail(pass, "a status byte does not belong into a file");
	if ((status == META && !read_byte(pass, &type)) || !read_number(pass, &length))
		return false;
	const unsigned char *data = pass->bytes + pass->position;
	if (!skip(pass, length))
		return false;
	*ended = status == META && type == META_END;
	return status != META || take_meta(pass, tick, type, data, length);
}

static bool read_track(struct pass *pass)
{
	uint64_t tick = 0;
	unsigned running = 0;
	for (bool ended = false; !ended && pass->position < pass->end;) {
		uint32_t delta;
		unsigned status;
		if (!read_number(pass, &delta) || !read_byte(pass, &status))
			return false;
		tick += delta;
		if (status < 0x80) { /* the status of the channel event before holds on */
			if (running == 0)
				return fail(pass, "an event has no status byte");
			status = running;
			pass->position--;
		}
		running = status < 0xF0 ? status : 0;
		if (!read_event(pass, tick, status, &ended))
			return false;
	}
	return true;
}

/* Reads all tracks. Chunks of other names are skipped, as the format demands. */
static bool read_tracks(struct pass *pass, size_t length)
{
	size_t start = CHUNK_HEADER + (size_t)big_endian_number(pass->bytes + 4, 4);
	pass->count = 0;
	while (start < length) {
		pass->position = start;
		if (length - start < CHUNK_HEADER)
			return fail(pass, "the file ends within the head of a track");
		const size_t size = (size_t)big_endian_number(pass->bytes + start + 4, 4);
		if (size > length - start - CHUNK_HEADER)
			return fail(pass, "a track is longer than the file");
		pass->position = start + CHUNK_HEADER;
		pass->end = pass->position + size;
		const size_t next = pass->end;
		if (memcmp(pass->bytes + start, "MTrk", 4) == 0 && !read_track(pass))
			return false;
		start = next;
	}
	return true;
}

bool midi_tempo_is(const char *bytes, size_t length)
{
	return length >= 4 && memcmp(bytes, "MThd", 4) == 0;
}

/* Returns the ticks of a quarter note, or 0 with the problem. */
static unsigned read_header(struct pass *pass, size_t length)
{
	enum { HEADER = 14, DATA = 6, FORMAT_AT = 8, DIVISION_AT = 12 };
	const unsigned char *bytes = pass->bytes;
	if (length < HEADER || big_endian_number(bytes + 4, 4) < DATA ||
	    big_endian_number(bytes + 4, 4) > length - CHUNK_HEADER) {
		fail(pass, "the header is cut short");
		return 0;
	}
	const unsigned division = (unsigned)big_endian_number(bytes + DIVISION_AT, 2);
	pass->position = DIVISION_AT;
	if (big_endian_number(bytes + FORMAT_AT, 2) >= FORMAT_SONGS)
		fail(pass, "its tracks are songs of their own (format 2), which have no common tempo");
	else if (division & SMPTE)
		fail(pass, "its times are SMPTE frames, which have no beats");
	else if (division == 0)
		fail(pass, "a quarter note has no ticks");
	return pass->problem ? 0 : division;
}

static int compare(const void *left, const void *right)
{
	const struct found *a = left, *b = right;
	if (a->tick != b->tick)
		return a->tick < b->tick ? -1 : 1;
	return a->number < b->number ? -1 : a->number > b->number;
}

static bool read_all(struct pass *pass, size_t length, unsigned division, struct tempo_file *file)
{
	if (!read_tracks(pass, length))
		return false;
	if (pass->count > TEMPO_CHANGES_MAXIMUM)
		return fail(pass, "there are more than 65536 tempos, metres and markers");
	struct tempo_event *events = ARENA_ARRAY(pass->arena, struct tempo_event, pass->count);
	pass->found = ARENA_ARRAY(pass->arena, struct found, pass->count + 1);
	pass->no_memory = !events || !pass->found;
	if (pass->no_memory || !read_tracks(pass, length) || pass->no_memory)
		return false;
	qsort(pass->found, pass->count, sizeof *pass->found, compare);
	for (size_t i = 0; i < pass->count; i++) {
		events[i] = pass->found[i].event;
		events[i].quarter = (double)pass->found[i].tick / division;
	}
	*file = (struct tempo_file){ .events = events, .event_count = pass->count };
	return true;
}

enum status midi_tempo_read(const char *bytes, size_t length, struct arena *arena, struct tempo_file *file,
			    const char **problem, size_t *byte)
{
	struct pass pass = { .bytes = (const unsigned char *)bytes, .end = length, .arena = arena };
	const unsigned division = read_header(&pass, length);
	const bool good = division > 0 && read_all(&pass, length, division, file);
	*problem = pass.problem;
	*byte = pass.position;
	return good ? STATUS_OK : pass.no_memory ? STATUS_NO_MEMORY : STATUS_BAD_SOURCE;
}

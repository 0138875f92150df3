/* Finds which track reaches which stem, and by which ways.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "graph/reach.h"

#include <math.h>

/* How sound got the label that it carries. */
enum manner { MANNER_MEANT, MANNER_BLEED, MANNERS };

/* What can become of sound behind a strip. */
struct outlook {
	bool known;
	bool unchanged; /* The sound reaches the output without another label. */
	/* The sound reaches the output, and these are the last labels that it can get. */
	struct stem_set last[MANNERS];
};

/* Sound on its way: its last label, how it got it, and where. */
struct sound {
	size_t label;
	enum manner manner;
	size_t labelled;
};

/* Without loops, every connection that the search takes ends in a way. With loops it may come to an end that is none.
 */
enum { LOOKS_MAXIMUM = 100000 };

struct explorer {
	const struct graph *graph;
	const struct recipe *recipe;
	struct arena *arena;
	struct reach *reach;
	size_t end; /* the output */
	struct outlook *outlooks; /* Each strip has one. */
	size_t *arrivals; /* for each strip the label that arrival() finds, plus 1; 0: not looked for yet */
	size_t *way; /* the strips from the track down to where the search is */
	struct sound *sounds; /* the sound in each of them */
	const struct connection **steps; /* steps[i] leads to way[i]. */
	size_t way_room; /* how many strips a way may have */
	size_t looks; /* how many more connections the search for the ways of a cell may take */
	bool grew; /* An outlook is wider than before. */
};

const char *reach_kind_name(enum reach_kind kind)
{
	switch (kind) {
	case REACH_NOT:
		return "none";
	case REACH_OWN:
		return "own";
	case REACH_MEANT:
		return "meant";
	case REACH_BLEED:
		return "bleed";
	}
	return "";
}

static bool is_heard(const struct recipe *recipe, const struct connection *connection)
{
	const struct recipe_strip *from = &recipe->strips[connection->from.strip];
	const bool closed = from->mute || isinf(from->fader_db);
	return connection->live && !(closed && connection->from.tap >= TAP_POST_FADER);
}

/* Returns the manner of a connection into a strip with a label. */
static enum manner manner_of(const struct recipe *recipe, const struct connection *connection)
{
	const struct recipe_strip *from = &recipe->strips[connection->from.strip];
	const bool gathers = recipe->strips[connection->to].kind == STRIP_AUX;
	const bool splits = from->output_count > 1 && recipe_strip_sounds_alone(from);
	const bool directed = connection->kind == CONNECTION_OUTPUT && (from->stem != RECIPE_NONE || splits);
	return gathers || directed ? MANNER_MEANT : MANNER_BLEED;
}

static const struct connection *outgoing(const struct explorer *explorer, size_t strip, size_t i)
{
	const struct routing *routing = &explorer->graph->routing;
	const struct neighbours *side = &routing->outgoing;
	return side->first[strip] + i < side->first[strip + 1]
		       ? &routing->connections[side->connections[side->first[strip] + i]]
		       : NULL;
}

static bool is_new(const struct stem_set *known, const struct stem_set *more)
{
	for (size_t i = 0; i < STEM_SET_WORDS; i++)
		if (more->words[i] & ~known->words[i])
			return true;
	return false;
}

/* A strip that is being looked at has the outlook that it has so far. */
static const struct outlook *look_ahead(struct explorer *explorer, size_t strip)
{
	struct outlook *outlook = &explorer->outlooks[strip];
	if (outlook->known)
		return outlook;
	const struct outlook before = *outlook;
	outlook->known = true;
	outlook->unchanged |= strip == explorer->end;
	const struct connection *connection;
	for (size_t i = 0; (connection = outgoing(explorer, strip, i)); i++) {
		if (!is_heard(explorer->recipe, connection))
			continue;
		const struct outlook *next = look_ahead(explorer, connection->to);
		const size_t label = explorer->recipe->strips[connection->to].stem;
		for (size_t manner = 0; manner < MANNERS; manner++)
			stem_set_add(&outlook->last[manner], &next->last[manner]);
		if (label == RECIPE_NONE) {
			outlook->unchanged |= next->unchanged;
		} else if (next->unchanged) {
			const struct stem_set one = stem_set_of(label);
			stem_set_add(&outlook->last[manner_of(explorer->recipe, connection)], &one);
		}
	}
	explorer->grew |= outlook->unchanged != before.unchanged;
	for (size_t manner = 0; manner < MANNERS; manner++)
		explorer->grew |= is_new(&before.last[manner], &outlook->last[manner]);
	return outlook;
}

/* Looks ahead from every strip, and again as long as loops bring more. Without loops once is enough. */
static void look_all(struct explorer *explorer)
{
	bool loops = false;
	for (size_t i = 0; i < explorer->graph->routing.connection_count; i++)
		loops = loops || explorer->graph->routing.connections[i].feedback;
	do {
		explorer->grew = false;
		for (size_t i = 0; i < explorer->recipe->strip_count; i++)
			explorer->outlooks[i].known = false;
		for (size_t i = 0; i < explorer->recipe->strip_count; i++)
			look_ahead(explorer, i);
	} while (loops && explorer->grew);
}

static bool leads_to(struct explorer *explorer, size_t strip, const struct sound *sound, size_t stem,
		     enum manner manner)
{
	const struct outlook *outlook = look_ahead(explorer, strip);
	return stem_set_has(&outlook->last[manner], stem) ||
	       (outlook->unchanged && sound->label == stem && sound->manner == manner);
}

static enum status list_way(const struct explorer *explorer, struct reach_cell *cell, size_t depth,
			    const struct sound *sound)
{
	cell->way_count++;
	if (cell->listed == REACH_WAYS_LISTED)
		return STATUS_OK;
	size_t *strips = ARENA_ARRAY(explorer->arena, size_t, depth);
	if (!cell->ways)
		cell->ways = ARENA_ARRAY(explorer->arena, struct reach_way, REACH_WAYS_LISTED);
	if (!strips || !cell->ways)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < depth; i++)
		strips[i] = explorer->way[i];
	struct reach_way *way = &cell->ways[cell->listed++];
	*way = (struct reach_way){ .strips = strips, .count = depth, .labelled = sound->labelled };
	if (sound->labelled != RECIPE_NONE && sound->labelled > 0)
		way->at = explorer->steps[sound->labelled]->from.at;
	return STATUS_OK;
}

/* Says whether the way has been in a strip with sound of this label. Then the way from there is the same once more. */
static bool goes_round(const struct explorer *explorer, size_t depth, size_t strip, const struct sound *sound)
{
	for (size_t i = 0; i < depth; i++)
		if (explorer->way[i] == strip && explorer->sounds[i].label == sound->label &&
		    explorer->sounds[i].manner == sound->manner)
			return true;
	return false;
}

static enum status list_ways(struct explorer *explorer, struct reach_cell *cell, size_t depth,
			     const struct sound *sound, size_t stem, enum manner manner)
{
	const size_t strip = explorer->way[depth - 1];
	enum status status = STATUS_OK;
	explorer->sounds[depth - 1] = *sound;
	if (strip == explorer->end && sound->label == stem && sound->manner == manner)
		status = list_way(explorer, cell, depth, sound);
	const struct connection *connection;
	for (size_t i = 0;
	     status == STATUS_OK && cell->way_count < REACH_WAYS_COUNTED && (connection = outgoing(explorer, strip, i));
	     i++) {
		if (depth == explorer->way_room || explorer->looks == 0)
			return status;
		explorer->looks--;
		struct sound next = *sound;
		if (!is_heard(explorer->recipe, connection))
			continue;
		if (explorer->recipe->strips[connection->to].stem != RECIPE_NONE)
			next = (struct sound){ .label = explorer->recipe->strips[connection->to].stem,
					       .manner = manner_of(explorer->recipe, connection),
					       .labelled = depth };
		if (!leads_to(explorer, connection->to, &next, stem, manner) ||
		    goes_round(explorer, depth, connection->to, &next))
			continue;
		explorer->way[depth] = connection->to;
		explorer->steps[depth] = connection;
		status = list_ways(explorer, cell, depth + 1, &next, stem, manner);
	}
	return status;
}

/* Returns the label of the sources of a track (label.c). */
static struct sound first_sound(const struct explorer *explorer, size_t strip)
{
	return (struct sound){ .label = explorer->graph->track_labels[strip],
			       .manner = MANNER_MEANT,
			       .labelled = explorer->recipe->strips[strip].stem != RECIPE_NONE ? 0 : RECIPE_NONE };
}

static enum status fill_cell(struct explorer *explorer, size_t track, size_t stem_index)
{
	static const enum manner manners[] = { MANNER_BLEED, MANNER_MEANT };
	struct reach *reach = explorer->reach;
	struct reach_cell *cell = &reach->cells[track * reach->stem_count + stem_index];
	const struct sound sound = first_sound(explorer, reach->tracks[track]);
	explorer->way[0] = reach->tracks[track];
	explorer->looks = LOOKS_MAXIMUM;
	for (size_t i = 0; i < MANNERS; i++) {
		const size_t before = cell->way_count;
		if (!leads_to(explorer, reach->tracks[track], &sound, reach->stems[stem_index], manners[i]))
			continue;
		enum status status = list_ways(explorer, cell, 1, &sound, reach->stems[stem_index], manners[i]);
		if (status != STATUS_OK)
			return status;
		if (cell->way_count > before && cell->kind == REACH_NOT)
			cell->kind = manners[i] == MANNER_BLEED ? REACH_BLEED : REACH_MEANT;
	}
	if (cell->kind != REACH_NOT && reach->own[track] == reach->stems[stem_index])
		cell->kind = REACH_OWN;
	return STATUS_OK;
}

/* What a strip does to sound on its way to the output, along outputs alone. */
enum { ARRIVES_NOT = STEM_UNLABELLED + 1, ARRIVES_UNCHANGED };

/* Returns the last label on the first way along outputs that leads to the output. */
static size_t arrival(struct explorer *explorer, size_t index)
{
	const struct recipe *recipe = explorer->recipe;
	const struct recipe_strip *strip = &recipe->strips[index];
	size_t *label = &explorer->arrivals[index];
	if (*label != 0)
		return *label - 1;
	size_t found = index == explorer->end ? ARRIVES_UNCHANGED : ARRIVES_NOT;
	for (size_t i = 0; found == ARRIVES_NOT && i < strip->output_count; i++) {
		const size_t next = strip->outputs[i].strip, own = recipe->strips[next].stem;
		found = arrival(explorer, next);
		if (found == ARRIVES_UNCHANGED && own != RECIPE_NONE)
			found = own;
	}
	*label = found + 1;
	return found;
}

/* Returns the last label along the first outputs, for a strip whose outputs do not lead to the output. */
static size_t last_label(const struct recipe *recipe, size_t index, size_t label)
{
	while (recipe->strips[index].output_count > 0) {
		index = recipe->strips[index].outputs[0].strip;
		if (recipe->strips[index].stem != RECIPE_NONE)
			label = recipe->strips[index].stem;
	}
	return label;
}

static size_t own_stem(struct explorer *explorer, size_t track)
{
	const size_t first = explorer->graph->track_labels[track];
	const size_t label = first == STEM_UNLABELLED ? RECIPE_NONE : first;
	const size_t found = arrival(explorer, track);
	if (found == ARRIVES_NOT)
		return last_label(explorer->recipe, track, label);
	return found == ARRIVES_UNCHANGED ? label : found;
}

/* Counts the labels of all strips that a track feeds, and its own. */
static size_t count_labels(struct explorer *explorer, size_t strip, bool *fed)
{
	struct stem_set labels = stem_set_of(explorer->graph->track_labels[strip]);
	for (size_t i = 0; i < explorer->recipe->strip_count; i++)
		fed[i] = false;
	routing_mark_fed(&explorer->graph->routing, strip, fed);
	for (size_t i = 0; i < explorer->recipe->strip_count; i++)
		if (fed[i] && explorer->recipe->strips[i].stem != RECIPE_NONE) {
			const struct stem_set one = stem_set_of(explorer->recipe->strips[i].stem);
			stem_set_add(&labels, &one);
		}
	return stem_set_count(&labels);
}

/* Lists tracks, and the stems that they reach or own. */
static enum status list_both(struct explorer *explorer)
{
	const struct recipe *recipe = explorer->recipe;
	struct reach *reach = explorer->reach;
	struct stem_set reached = { { 0 } };
	bool *fed = ARENA_ARRAY(explorer->arena, bool, recipe->strip_count);
	if (!fed)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < recipe->strip_count; i++) {
		if (recipe->strips[i].source_count == 0)
			continue;
		const struct sound sound = first_sound(explorer, i);
		const size_t own = own_stem(explorer, i);
		for (size_t stem = 0; stem < recipe->stem_count; stem++)
			if (own == stem || leads_to(explorer, i, &sound, stem, MANNER_MEANT) ||
			    leads_to(explorer, i, &sound, stem, MANNER_BLEED)) {
				const struct stem_set one = stem_set_of(stem);
				stem_set_add(&reached, &one);
			}
		reach->own[reach->track_count] = own;
		reach->labels[reach->track_count] = count_labels(explorer, i, fed);
		reach->tracks[reach->track_count++] = i;
	}
	for (size_t stem = 0; stem < recipe->stem_count; stem++)
		if (stem_set_has(&reached, stem))
			reach->stems[reach->stem_count++] = stem;
	return STATUS_OK;
}

enum status reach_build(const struct graph *graph, struct arena *arena, struct reach **result)
{
	const struct recipe *recipe = graph->recipe;
	struct reach *reach = ARENA_NEW(arena, struct reach);
	if (!reach)
		return STATUS_NO_MEMORY;
	struct explorer explorer = { .graph = graph,
				     .recipe = recipe,
				     .arena = arena,
				     .reach = reach,
				     .end = recipe_labelled_stems(recipe)->of.strip };
	reach->recipe = recipe;
	reach->tracks = ARENA_ARRAY(arena, size_t, recipe->strip_count);
	reach->own = ARENA_ARRAY(arena, size_t, recipe->strip_count);
	reach->labels = ARENA_ARRAY(arena, size_t, recipe->strip_count);
	reach->stems = ARENA_ARRAY(arena, size_t, recipe->stem_count);
	explorer.outlooks = ARENA_ARRAY(arena, struct outlook, recipe->strip_count);
	explorer.arrivals = ARENA_ARRAY(arena, size_t, recipe->strip_count);
	/* Through a loop, a way may come to a strip once more, with another label. */
	explorer.way_room = 2 * recipe->strip_count + 1;
	explorer.way = ARENA_ARRAY(arena, size_t, explorer.way_room);
	explorer.sounds = ARENA_ARRAY(arena, struct sound, explorer.way_room);
	explorer.steps = ARENA_ARRAY(arena, const struct connection *, explorer.way_room);
	if (!reach->tracks || !reach->own || !reach->labels || !reach->stems || !explorer.outlooks ||
	    !explorer.arrivals || !explorer.way || !explorer.sounds || !explorer.steps)
		return STATUS_NO_MEMORY;
	look_all(&explorer);
	enum status status = list_both(&explorer);
	reach->cells = ARENA_ARRAY(arena, struct reach_cell, reach->track_count * reach->stem_count);
	if (status == STATUS_OK && !reach->cells)
		status = STATUS_NO_MEMORY;
	for (size_t i = 0; status == STATUS_OK && i < reach->track_count; i++)
		for (size_t k = 0; status == STATUS_OK && k < reach->stem_count; k++)
			status = fill_cell(&explorer, i, k);
	if (status == STATUS_OK)
		*result = reach;
	return status;
}

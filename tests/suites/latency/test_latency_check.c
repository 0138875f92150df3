/* Tests that latencies are measured: right ones pass, and wrong ones are found, wherever they are.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "latency_take.h"

#include "base/text.h"
#include "dsp/kernel/select.h"
#include "processors/registry.h"
#include "report/latency_text.h"
#include "support/processor_harness.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

/* What every processor needs that has no default. */
static void set_needed(const struct processor *processor, struct parameter_value *values)
{
	if (strcmp(processor->name, "saturation") == 0)
		harness_set(processor, values, "drive", 12.0);
}

/** A processor that is one frame slower than the one that it imitates. */
struct slow {
	struct processor processor;
	const struct processor *imitated;
};

static struct slow slow_one;

/** A batch of one instance. */
struct slow_batch {
	void *imitated;
	const struct processor_instance *instance;
	double *held; /**< the last frame of each channel */
};

static void *slow_batch_new(struct arena *arena, const struct kernel *kernel,
			    const struct processor_instance *instances, size_t count, size_t frames_maximum)
{
	struct slow_batch *batch = ARENA_NEW(arena, struct slow_batch);
	cr_assert(batch && count == 1);
	*batch = (struct slow_batch){
		.imitated = slow_one.imitated->batch_new(arena, kernel, instances, count, frames_maximum),
		.instance = instances,
		.held = ARENA_ARRAY(arena, double, instances->groups * instances->shape.channels)
	};
	return batch->imitated && batch->held ? batch : NULL;
}

static void slow_process(void *state, size_t start, size_t frames)
{
	struct slow_batch *batch = state;
	slow_one.imitated->process(batch->imitated, start, frames);
	for (size_t i = 0; i < batch->instance->groups * batch->instance->shape.channels; i++)
		for (size_t frame = start; frame < start + frames; frame++) {
			const double now = batch->instance->out[i][frame];
			batch->instance->out[i][frame] = batch->held[i];
			batch->held[i] = now;
		}
}

/* Returns a processor that is slower than `processor`, until the next call. */
static const struct processor *slowed_down(const struct processor *processor)
{
	slow_one = (struct slow){ .processor = *processor, .imitated = processor };
	slow_one.processor.batch_new = slow_batch_new;
	slow_one.processor.process = slow_process;
	slow_one.processor.process_column = NULL;
	return &slow_one.processor;
}

/** An instance with its defaults; `usable` is false where it refuses them. */
struct subject {
	struct arena *arena;
	const struct processor *processor;
	struct processor_instance instance;
	bool usable;
};

static struct subject subject_new(const struct processor *processor, double rate, size_t channels)
{
	struct subject subject = { .arena = arena_new(), .processor = processor };
	struct parameter_value *values = harness_values(subject.arena, processor);
	const char *problem = NULL;
	struct location at = { 0 };
	cr_assert_not_null(values);
	set_needed(processor, values);
	subject.instance = (struct processor_instance){
		.values = values,
		.context = { .sample_rate = rate,
			     .channels = channels,
			     .recording = harness_recording(subject.arena, channels, 700) },
		.shape = { .channels = channels },
	};
	subject.usable = !processor->shape || processor->shape(values, &subject.instance.context, subject.arena,
							       &subject.instance.shape, &problem, &at);
	return subject;
}

static struct latency_reading measure(const struct subject *subject)
{
	struct latency_reading reading;
	cr_assert_eq(latency_probe(subject->processor, &subject->instance, kernel_select(NULL), &reading), STATUS_OK);
	return reading;
}

/** How many instances a walk has measured. */
struct tally {
	size_t measured, unknown;
};

/* The declaration holds, and the same processor with one frame more is found to be wrong. */
static void check_subject(struct subject *subject, struct tally *tally)
{
	const struct latency_reading right = measure(subject);
	const struct processor_context *context = &subject->instance.context;
	cr_expect(right.right, "%s, %.0f Hz, %zu channels: declared %zu, measured %lld", subject->processor->name,
		  context->sample_rate, context->channels, subject->instance.shape.latency, right.measured);
	tally->measured += latency_is_measured(&right) ? 1 : 0;
	tally->unknown += latency_is_measured(&right) ? 0 : 1;
	if (!latency_is_measured(&right))
		return;
	cr_expect_eq(right.measured, (long long)subject->instance.shape.latency);
	subject->processor = slowed_down(subject->processor);
	const struct latency_reading wrong = measure(subject);
	/* What delays on purpose may always be later. */
	if (subject->instance.shape.gap_seconds > 0.0)
		return;
	cr_expect(!wrong.right, "%s, %.0f Hz: a frame too many passes", subject->processor->name, context->sample_rate);
	cr_expect_eq(wrong.measured, right.measured + 1);
}

Test(latency_probe, measures_every_processor, .timeout = 300)
{
	static const double rates[] = { 44100.0, 48000.0, 96000.0, 192000.0 };
	struct tally tally = { 0 };
	size_t count;
	const struct processor *const *processors = registry_list(&count);
	for (size_t i = 0; i < count * 8; i++) {
		const struct processor *processor = processors[i / 8];
		if (!processor->batch_new)
			continue;
		struct subject subject = subject_new(processor, rates[i % 4], 1 + i / 4 % 2);
		if (subject.usable)
			check_subject(&subject, &tally);
		arena_free(subject.arena);
	}
	/* Echoes without dry sound, and tapes that run ahead and behind, have no latency to be measured. */
	cr_expect_gt(tally.measured, 9 * tally.unknown, "%zu measured, %zu not", tally.measured, tally.unknown);
}

#define SESSION                                                                                                        \
	"tracks:\n  kick: { source: kick-stereo.wav, stem: one, inserts: [ { $L } ] }\n"                               \
	"  pad: { source: pad-stereo.wav, stem: two, sends: [ { to: plate, level: -6 dB } ],\n"                        \
	"         inserts: [ compressor: { key: kick, threshold: -20 dB, lookahead: 0 ms } ] }\n"                      \
	"auxes:\n  plate: { inserts: [ { $M } ] }\n"                                                                   \
	"outputs:\n  master: {}\nprint:\n  mixes: { mix: {} }\n  stems: {}\n"

/** A session of two sources, with its graph. */
struct session {
	struct rendering rendering;
	struct latency_check check;
	struct text text;
};

static bool session_is_right(struct session *session)
{
	cr_assert_eq(
		latency_check(session->rendering.graph, kernel_select(NULL), session->rendering.arena, &session->check),
		STATUS_OK);
	session->text.width = 1000;
	latency_text(&session->check, &session->text);
	return session->check.right;
}

static struct session session_new(double rate)
{
	struct session session = { 0 };
	const struct latency_take take = { .rate = rate, .latency = 100 };
	latency_take_render(&take, SESSION, &session.rendering);
	return session;
}

static void session_release(struct session *session)
{
	text_release(&session->text);
	rendering_release(&session->rendering);
}

/* Returns the instance of a strip. */
static struct node *insert_of(struct session *session, const char *strip)
{
	struct graph *graph = session->rendering.graph;
	for (size_t i = 0; i < graph->order_count; i++) {
		struct node *node = &graph->nodes[graph->order[i]];
		if (node->kind == NODE_PROCESS && node->stage == STAGE_INSERT &&
		    strcmp(graph_owner(graph, node), strip) == 0)
			return node;
	}
	cr_assert_fail("%s has no insert", strip);
	return NULL;
}

static void expect_text(const struct session *session, const char *part)
{
	cr_expect_not_null(strstr(session->text.bytes, part), "no \"%s\" in\n%s", part, session->text.bytes);
}

Test(latency_check, passes_what_is_right)
{
	static const double rates[] = { 44100.0, 48000.0, 96000.0, 192000.0 };
	for (size_t i = 0; i < 4; i++) {
		struct session session = session_new(rates[i]);
		cr_expect(session_is_right(&session), "%s", session.text.bytes);
		expect_text(&session, "3 instances: 3 measured, 0 not measurable\nlatency: PASS, all as declared\n");
		/* Three ways meet in the sum of the master; the key meets its signal; there are three prints. */
		expect_text(&session, "8 ways into sums, keys and prints: 8 as planned\n");
		expect_text(&session,
			    "6 routes from a source to a print: 4 on the frame of the source, 2 without sound "
			    "of other stems\n");
		session_release(&session);
	}
}

/* A compressor delays by what its shape says, which is one frame more than what the graph counted on. */
Test(latency_check, finds_an_instance_that_is_slower_than_planned)
{
	struct session session = session_new(48000.0);
	insert_of(&session, "kick")->shape.latency++;
	cr_expect_not(session_is_right(&session));
	expect_text(&session, "pad: what comes from kick, as the key, is 101 frames late, and the plan counts on 100  "
			      "WRONG\n");
	expect_text(&session, "kick in mix mix: first reaction 1 frame after its frame, at most 0 before and 0 after "
			      "are declared  WRONG\n");
	expect_text(&session, "latency: FAIL, 4 of what was measured differ from what is declared\n");
	session_release(&session);
}

/* A limiter delays by its values, whatever its shape says. */
Test(latency_check, finds_an_instance_that_declares_too_much)
{
	struct session session = { 0 };
	const struct latency_take take = { .rate = 48000.0 };
	latency_take_render(&take,
			    "tracks:\n  kick: { source: kick-stereo.wav, inserts: [ limiter ] }\noutputs:\n  "
			    "master: {}\nprint:\n  mixes: { mix: {} }\n",
			    &session.rendering);
	insert_of(&session, "kick")->shape.latency++;
	cr_expect_not(session_is_right(&session));
	expect_text(&session, "  first reaction  WRONG\n");
	expect_text(&session, "latency: FAIL, 1 of what was measured differs from what is declared\n");
	session_release(&session);
}

/* A delay that the graph forgot to insert: all instances are right, and the ways and the sound are not. */
Test(latency_check, finds_a_delay_that_was_not_inserted)
{
	struct session session = session_new(96000.0);
	struct graph *graph = session.rendering.graph;
	size_t shortened = 0;
	for (size_t i = 0; i < graph->order_count; i++)
		if (graph->nodes[graph->order[i]].kind == NODE_ALIGN) {
			graph->nodes[graph->order[i]].delay--;
			shortened++;
		}
	cr_assert_gt(shortened, 0);
	cr_expect_not(session_is_right(&session));
	expect_text(&session, "3 instances: 3 measured, 0 not measurable\n");
	expect_text(&session, "frames late, and the plan counts on");
	expect_text(&session,
		    "first reaction 1 frame before its frame, at most 0 before and 0 after are declared  WRONG");
	session_release(&session);
}

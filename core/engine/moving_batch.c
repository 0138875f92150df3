/* Runs a batch whose parameters automation moves.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/moving_batch.h"

#include "dsp/ramp.h"
#include "processors/instance_motion.h"

/* The batch processes at most so many frames at a time: they stay in the first cache. */
enum { RUN_MAXIMUM = 256 };

/* It stands for a frame before all others, where nothing is known of the values yet. */
static const int64_t long_ago = INT64_MIN / 2;

struct moving_batch {
	const struct processor *processor;
	void *batch;
	struct instance_motion *motions; /* one for each instance */
	size_t count;
	int64_t late; /* frames by which the input is late against the session */
	int64_t loop; /* The session begins anew after so many frames; 0: it plays once. */
	int64_t stays_until; /* No value changes before this frame of the session. */
	bool ahead; /* Its instances are retuned before the run, so that the grid cuts no run. */
};

/* In a loop the values change where the session begins anew, so that its runs are cut. */
static bool can_go_ahead(const struct processor *processor, const struct processor_instance *instances, size_t count)
{
	bool can = processor->retunes_ahead && instances[0].context.loop == 0;
	for (size_t i = 0; can && i < count; i++)
		can = processor->retunes_ahead(&instances[i]);
	return can;
}

struct moving_batch *moving_batch_new(struct arena *arena, const struct kernel *kernel,
				      const struct processor *processor, const struct processor_instance *instances,
				      size_t count)
{
	struct moving_batch *batch = ARENA_NEW(arena, struct moving_batch);
	struct instance_motion *motions = ARENA_ARRAY(arena, struct instance_motion, count);
	if (!batch || !motions)
		return NULL;
	for (size_t i = 0; i < count; i++)
		if (!instance_motion_init(&motions[i], arena, processor, &instances[i]))
			return NULL;
	*batch = (struct moving_batch){
		.processor = processor,
		.batch = processor->batch_new(arena, kernel, instances, count, RUN_MAXIMUM),
		.motions = motions,
		.count = count,
		.late = (int64_t)instances[0].context.late,
		.loop = (int64_t)instances[0].context.loop,
		.stays_until = long_ago,
		.ahead = can_go_ahead(processor, instances, count),
	};
	return batch->batch ? batch : NULL;
}

static void rewind_motions(struct moving_batch *batch)
{
	for (size_t i = 0; i < batch->count; i++)
		instance_motion_rewind(&batch->motions[i]);
	batch->stays_until = long_ago;
}

/* Sends the instances whose values change to those of the next point of the grid, which is `target`. */
static void aim(struct moving_batch *batch, int64_t target)
{
	if (target < batch->stays_until)
		return;
	batch->stays_until = INT64_MAX;
	for (size_t i = 0; i < batch->count; i++) {
		struct instance_motion *motion = &batch->motions[i];
		if (instance_motion_seek(motion, target))
			batch->processor->retune(batch->batch, i, motion->values);
		batch->stays_until =
			motion->stays_until < batch->stays_until ? motion->stays_until : batch->stays_until;
	}
}

/* Begins a run at a frame of the session. In a loop the grid begins anew with the session: where less than a whole step
   is left before, the values stay. */
static void begin(struct moving_batch *batch, int64_t frame)
{
	const int64_t target = frame + AUTOMATION_GRID_FRAMES;
	if (frame % AUTOMATION_GRID_FRAMES != 0 || (batch->loop > 0 && target > batch->loop))
		return;
	const bool around = batch->loop > 0 && target == batch->loop;
	if (around || (batch->loop > 0 && frame == 0))
		rewind_motions(batch);
	aim(batch, around ? 0 : target);
}

/* Returns the end of the frames that play without a break: where a loop begins anew, or the last point of the grid
   before, if a whole step is left there. */
static int64_t end_of_turn(const struct moving_batch *batch, int64_t frame)
{
	const int64_t last = batch->loop - AUTOMATION_GRID_FRAMES;
	if (frame < 0)
		return 0;
	return batch->loop % AUTOMATION_GRID_FRAMES == 0 && frame < last ? last : batch->loop;
}

/* Returns how many frames from here on need no other values, up to the point of the grid before the next change. */
static size_t run_length(const struct moving_batch *batch, int64_t frame, size_t most)
{
	const int64_t grid = AUTOMATION_GRID_FRAMES, behind = (frame % grid + grid) % grid;
	const int64_t change = batch->stays_until - grid, end = frame + (int64_t)most;
	int64_t next = frame - behind + grid;
	if (change > next)
		next = change < end ? (change + grid - 1) / grid * grid : end;
	if (batch->loop > 0 && end_of_turn(batch, frame) < next)
		next = end_of_turn(batch, frame);
	return next < end ? (size_t)(next - frame) : most;
}

/* Returns the frame of the session that comes out with a frame that came in. */
static int64_t session_frame(const struct moving_batch *batch, uint64_t position)
{
	const int64_t frame = (int64_t)position - batch->late;
	return batch->loop > 0 && frame > 0 ? frame % batch->loop : frame;
}

/* Returns the first point of the grid at or behind a frame. */
static int64_t next_point(int64_t frame)
{
	const int64_t grid = AUTOMATION_GRID_FRAMES, behind = (frame % grid + grid) % grid;
	return behind == 0 ? frame : frame + grid - behind;
}

/* Sends an instance, at each point of the grid from frame `first` to before `end`, to its values at the next one. */
static void aim_ahead(const struct moving_batch *batch, size_t index, int64_t first, int64_t end)
{
	struct instance_motion *motion = &batch->motions[index];
	const int64_t grid = AUTOMATION_GRID_FRAMES;
	for (int64_t point = next_point(first); point < end; point += grid) {
		if (motion->stays_until >= end + grid)
			return;
		if (motion->stays_until > point + grid)
			point = next_point(motion->stays_until - grid);
		if (point < end && instance_motion_seek(motion, point + grid))
			batch->processor->retune_ahead(batch->batch, index, (size_t)(point - first), motion->values);
	}
}

static void process_ahead(struct moving_batch *batch, int64_t frame, size_t start, size_t frames)
{
	const int64_t end = frame + (int64_t)frames;
	if (batch->stays_until < end + AUTOMATION_GRID_FRAMES) {
		batch->stays_until = INT64_MAX;
		for (size_t i = 0; i < batch->count; i++) {
			const struct instance_motion *motion = &batch->motions[i];
			aim_ahead(batch, i, frame, end);
			batch->stays_until =
				motion->stays_until < batch->stays_until ? motion->stays_until : batch->stays_until;
		}
	}
	batch->processor->process(batch->batch, start, frames);
}

void moving_batch_process(struct moving_batch *batch, uint64_t position, size_t start, size_t frames)
{
	for (size_t done = 0; done < frames;) {
		const int64_t frame = session_frame(batch, position + done);
		const size_t left = frames - done, most = left < RUN_MAXIMUM ? left : RUN_MAXIMUM;
		size_t run = most;
		if (batch->ahead) {
			process_ahead(batch, frame, start + done, run);
		} else {
			begin(batch, frame);
			run = run_length(batch, frame, most);
			batch->processor->process(batch->batch, start + done, run);
		}
		done += run;
	}
}

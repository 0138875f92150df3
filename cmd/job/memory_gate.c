/* Lets work begin side by side while its memory stays in the limit.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/job/memory_gate.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

struct memory_gate {
	pthread_mutex_t mutex;
	pthread_cond_t left;
	uint64_t limit;
	uint64_t taken; /* by those inside */
	size_t inside;
};

struct memory_gate *memory_gate_new(uint64_t limit)
{
	struct memory_gate *gate = calloc(1, sizeof *gate);
	if (!gate)
		return NULL;
	gate->limit = limit;
	pthread_mutex_init(&gate->mutex, NULL);
	pthread_cond_init(&gate->left, NULL);
	return gate;
}

void memory_gate_free(struct memory_gate *gate)
{
	if (!gate)
		return;
	pthread_cond_destroy(&gate->left);
	pthread_mutex_destroy(&gate->mutex);
	free(gate);
}

static bool fits(const struct memory_gate *gate, uint64_t bytes)
{
	return gate->inside == 0 || gate->limit == 0 ||
	       (gate->taken <= gate->limit && bytes <= gate->limit - gate->taken);
}

void memory_gate_enter(struct memory_gate *gate, uint64_t bytes)
{
	pthread_mutex_lock(&gate->mutex);
	while (!fits(gate, bytes))
		pthread_cond_wait(&gate->left, &gate->mutex);
	gate->taken += bytes;
	gate->inside++;
	pthread_mutex_unlock(&gate->mutex);
}

void memory_gate_leave(struct memory_gate *gate, uint64_t bytes)
{
	pthread_mutex_lock(&gate->mutex);
	gate->taken -= bytes;
	gate->inside--;
	pthread_cond_broadcast(&gate->left);
	pthread_mutex_unlock(&gate->mutex);
}

/* Warns of sends with `feedback` that close no loop.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "graph/linter.h"

#include <string.h>

/* Says whether sound gets from one strip to another over any connections. A mute or a solo that opens a loop has a
   warning of its own. */
static bool leads(const struct linter *linter, size_t from, size_t to)
{
	const struct neighbours *out = &linter->routing->outgoing;
	bool *reached = linter->scratch;
	size_t *stack = linter->routing->stack, depth = 0;
	memset(reached, 0, linter->recipe->strip_count * sizeof *reached);
	reached[from] = true;
	stack[depth++] = from;
	while (depth > 0) {
		const size_t strip = stack[--depth];
		for (size_t i = out->first[strip]; i < out->first[strip + 1]; i++) {
			const size_t next = linter->routing->connections[out->connections[i]].to;
			if (reached[next])
				continue;
			reached[next] = true;
			stack[depth++] = next;
		}
	}
	return reached[to];
}

/* A loop over a key is one that the graph alone knows. */
void linter_check_loops(struct linter *linter)
{
	for (size_t i = 0; i < linter->graph->node_count; i++) {
		const struct node *feed = &linter->graph->nodes[i];
		if (feed->kind != NODE_FEED || feed->loop || leads(linter, feed->send->to, feed->strip))
			continue;
		diagnostics_warning(linter->diagnostics, "no-loop", feed->send->feedback_at,
				    "the send of \"%s\" into \"%s\" closes no loop, so `feedback` only makes it late; "
				    "leave it out",
				    linter_name(linter, feed->strip), linter_name(linter, feed->send->to));
	}
}

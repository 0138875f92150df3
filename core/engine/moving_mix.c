/* Sums columns by gains of which some move.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/moving_mix.h"

#include "dsp/kernel/column.h"

static size_t term_count(const struct step *step)
{
	size_t count = 0;
	for (size_t i = 0; i < step->mix_count; i++)
		count += step->mixes[i].count;
	return count;
}

bool moving_mix_is_needed(const struct step *step)
{
	for (size_t i = 0; i < step->mix_count; i++)
		for (size_t k = 0; k < step->mixes[i].count; k++)
			if (step->terms[step->mixes[i].first + k].moving_count > 0)
				return true;
	return false;
}

static bool are_same(const struct mix_term *a, const struct mix_term *b)
{
	if (a->slot != b->slot || a->gain != b->gain || a->moving_count != b->moving_count)
		return false;
	for (size_t i = 0; i < a->moving_count; i++)
		if (a->moving[i] != b->moving[i])
			return false;
	return true;
}

static bool product_init(struct moving_product *product, struct arena *arena, const struct mix_term *term,
			 double *const *columns, const struct moving_gain *gains)
{
	*product = (struct moving_product){
		.term = term,
		.in = columns[term->slot],
		.gains = ARENA_ARRAY(arena, struct moving_gain, term->moving_count),
		.columns = ARENA_ARRAY(arena, const double *, term->moving_count),
		.factors = ARENA_ARRAY(arena, double, term->moving_count),
	};
	for (size_t i = 0; product->gains && i < term->moving_count; i++)
		product->gains[i] = gains[term->moving[i]];
	return product->gains && product->columns && product->factors;
}

/* Returns the product of a term; product_count where it is a new one. */
static size_t find_product(const struct moving_mix *mix, const struct mix_term *term)
{
	size_t i = 0;
	while (i < mix->product_count && !are_same(mix->products[i].term, term))
		i++;
	return i;
}

/* Lists the products of all terms, and for each term which of them it is. */
static bool add_products(struct moving_mix *mix, struct arena *arena, double *const *columns,
			 const struct moving_gain *gains, size_t *product_of)
{
	for (size_t at = 0; at < mix->term_count; at++) {
		const struct mix_term *term = &mix->step->terms[at];
		const size_t index = find_product(mix, term);
		struct moving_product *product = &mix->products[index];
		if (index == mix->product_count) {
			mix->product_count++;
			if (!product_init(product, arena, term, columns, gains))
				return false;
		}
		product->term_count++;
		product_of[at] = index;
		mix->columns[at] = mix->here[at] = product->in;
		mix->factors[at] = term->gain;
	}
	return true;
}

/* Lists the terms of each product. */
static bool add_terms(struct moving_mix *mix, struct arena *arena, const size_t *product_of)
{
	size_t *list = ARENA_ARRAY(arena, size_t, mix->term_count);
	if (!list)
		return false;
	for (size_t i = 0; i < mix->product_count; i++) {
		struct moving_product *product = &mix->products[i];
		product->terms = list;
		list += product->term_count;
		product->term_count = 0;
	}
	for (size_t at = 0; at < mix->term_count; at++) {
		struct moving_product *product = &mix->products[product_of[at]];
		product->terms[product->term_count++] = at;
	}
	return true;
}

/* Returns the input with these gains, which may be a new one. */
static struct moving_input *find_input(struct moving_mix *mix, const bool *same)
{
	size_t i = 0;
	while (i < mix->input_count && mix->inputs[i].same != same)
		i++;
	if (i == mix->input_count)
		mix->inputs[mix->input_count++].same = same;
	return &mix->inputs[i];
}

/* Lists the products of each input. */
static bool add_inputs(struct moving_mix *mix, struct arena *arena)
{
	size_t uses = 0;
	for (size_t i = 0; i < mix->product_count; i++)
		uses += mix->products[i].term->moving_count;
	mix->inputs = ARENA_ARRAY(arena, struct moving_input, uses);
	size_t *list = ARENA_ARRAY(arena, size_t, uses);
	if (!mix->inputs || !list)
		return false;
	for (size_t i = 0; i < mix->product_count; i++)
		for (size_t k = 0; k < mix->products[i].term->moving_count; k++)
			find_input(mix, mix->products[i].gains[k].same)->count++;
	for (size_t i = 0; i < mix->input_count; i++) {
		mix->inputs[i].products = list;
		list += mix->inputs[i].count;
		mix->inputs[i].count = 0;
	}
	for (size_t i = 0; i < mix->product_count; i++)
		for (size_t k = 0; k < mix->products[i].term->moving_count; k++) {
			struct moving_input *input = find_input(mix, mix->products[i].gains[k].same);
			input->products[input->count++] = i;
		}
	return true;
}

/* Returns how many products have a gain that may move. */
static size_t movable_count(const struct moving_mix *mix)
{
	size_t count = 0;
	for (size_t i = 0; i < mix->product_count; i++)
		count += mix->products[i].term->moving_count > 0;
	return count;
}

struct moving_mix *moving_mix_new(struct arena *arena, const struct step *step, double *const *columns,
				  const struct moving_gain *gains)
{
	const size_t terms = term_count(step);
	struct moving_mix *mix = ARENA_NEW(arena, struct moving_mix);
	if (!mix)
		return NULL;
	*mix = (struct moving_mix){
		.step = step,
		.products = ARENA_ARRAY(arena, struct moving_product, terms),
		.moving = ARENA_ARRAY(arena, size_t, terms),
		.term_count = terms,
		.columns = ARENA_ARRAY(arena, const double *, terms),
		.here = ARENA_ARRAY(arena, const double *, terms),
		.factors = ARENA_ARRAY(arena, double, terms),
		.out = ARENA_ARRAY(arena, double *, step->mix_count),
	};
	size_t *product_of = ARENA_ARRAY(arena, size_t, terms);
	if (!mix->products || !mix->moving || !mix->columns || !mix->here || !mix->factors || !mix->out || !product_of)
		return NULL;
	for (size_t i = 0; i < step->mix_count; i++)
		mix->out[i] = columns[step->mixes[i].slot];
	if (!add_products(mix, arena, columns, gains, product_of) || !add_terms(mix, arena, product_of) ||
	    !add_inputs(mix, arena))
		return NULL;
	mix->scratch = ARENA_ARRAY(arena, double, movable_count(mix) * MOVING_MIX_FRAMES);
	return mix->scratch ? mix : NULL;
}

/* Lists the gains of a product in their order. Those that stay before the first one that moves become one factor, which
   is returned where none moves. */
static double settle(struct moving_product *product)
{
	double factor = product->term->gain;
	product->count = 0;
	for (size_t i = 0; i < product->term->moving_count; i++) {
		const struct moving_gains *gains = product->gains[i].gains;
		const size_t index = product->gains[i].index;
		if (gains->still && product->count == 0) {
			factor *= gains->values[index];
			continue;
		}
		product->columns[product->count] = gains->still ? NULL : gains->columns[index];
		product->factors[product->count] = product->count == 0 ? factor : gains->values[index];
		product->count++;
	}
	return product->count == 0 ? factor : 1.0;
}

static void settle_product(struct moving_mix *mix, size_t index)
{
	struct moving_product *product = &mix->products[index];
	if (product->settled == mix->block)
		return;
	product->settled = mix->block;
	const double factor = settle(product);
	for (size_t i = 0; i < product->term_count; i++)
		mix->factors[product->terms[i]] = factor;
	if (product->count > 0)
		mix->moving[mix->moving_count++] = index;
}

/* Settles the products of gains that change, and lists those that move in this block. All others are as they were. */
static void settle_products(struct moving_mix *mix)
{
	mix->block++;
	mix->moving_count = 0;
	for (size_t i = 0; i < mix->input_count; i++) {
		const struct moving_input *input = &mix->inputs[i];
		for (size_t k = 0; !*input->same && k < input->count; k++)
			settle_product(mix, input->products[k]);
	}
}

/* Multiplies the frames of a product from `start` on, and leads its terms there. */
static void multiply(const struct moving_mix *mix, const struct moving_product *product, double *scratch,
		     const struct kernel *kernel, size_t start, size_t frames)
{
	kernel->column->multiply_all(scratch, product->in + start, product->columns, product->factors, product->count,
				     frames);
	for (size_t i = 0; i < product->count; i++)
		if (product->columns[i])
			product->columns[i] += frames;
	for (size_t i = 0; i < product->term_count; i++)
		mix->here[product->terms[i]] = scratch;
}

static void sum(const struct moving_mix *mix, const struct kernel *kernel, size_t start, size_t frames)
{
	for (size_t i = 0; i < mix->step->mix_count; i++) {
		const struct mix_column *column = &mix->step->mixes[i];
		kernel->column->mix(mix->out[i] + start, mix->here + column->first, mix->factors + column->first,
				    column->count, frames);
	}
}

static void lead_terms(const struct moving_mix *mix, size_t start)
{
	for (size_t i = 0; i < mix->term_count; i++)
		mix->here[i] = mix->columns[i] + start;
}

static void multiply_and_sum(const struct moving_mix *mix, const struct kernel *kernel, size_t start, size_t frames)
{
	for (size_t done = 0; done < frames; done += MOVING_MIX_FRAMES) {
		const size_t run = frames - done < MOVING_MIX_FRAMES ? frames - done : MOVING_MIX_FRAMES;
		lead_terms(mix, start + done);
		for (size_t i = 0; i < mix->moving_count; i++)
			multiply(mix, &mix->products[mix->moving[i]], mix->scratch + i * MOVING_MIX_FRAMES, kernel,
				 start + done, run);
		sum(mix, kernel, start + done, run);
	}
}

void moving_mix_process(struct moving_mix *mix, const struct kernel *kernel, size_t start, size_t frames)
{
	settle_products(mix);
	if (mix->moving_count > 0) {
		multiply_and_sum(mix, kernel, start, frames);
		return;
	}
	lead_terms(mix, start);
	sum(mix, kernel, start, frames);
}

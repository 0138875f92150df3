/* Holds the state of columns that go through filters or gain computers side by side.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "processors/bank.h"

#include <string.h>

size_t bank_vectors(const struct bank *bank)
{
	return (bank->columns + bank->kernel->width - 1) / bank->kernel->width;
}

bool bank_init(struct bank *bank, struct arena *arena, const struct kernel *kernel, size_t columns, size_t state_rows)
{
	bank->kernel = kernel;
	bank->columns = columns;
	bank->state_rows = state_rows;
	bank->state = ARENA_ARRAY(arena, double, bank_vectors(bank) * state_rows * KERNEL_WIDTH_MAXIMUM);
	return bank->state;
}

void bank_reset(const struct bank *bank)
{
	if (bank->state)
		memset(bank->state, 0, bank_vectors(bank) * bank->state_rows * KERNEL_WIDTH_MAXIMUM * sizeof(double));
}

double *bank_state(const struct bank *bank, size_t first)
{
	return bank->state + first / bank->kernel->width * bank->state_rows * KERNEL_WIDTH_MAXIMUM;
}

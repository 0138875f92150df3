/* Hashes the printed files; each thread takes one file at a time.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/render/print_hashes.h"

#include <stdatomic.h>

struct hashing {
	const struct render_job *job;
	atomic_size_t next;
	atomic_size_t failed; /* it is the number of a file that could not be read, counted from 1; 0 means none */
	enum status status; /* why that file could not be read */
	struct problem problem;
};

static void work(void *context)
{
	struct hashing *hashing = context;
	struct problem problem;
	for (size_t i; (i = atomic_fetch_add(&hashing->next, 1)) < hashing->job->file_count;) {
		const enum status status = output_hash(hashing->job->outputs, hashing->job->files[i].output, &problem);
		size_t none = 0;
		if (status == STATUS_OK || !atomic_compare_exchange_strong(&hashing->failed, &none, i + 1))
			continue;
		hashing->status = status;
		hashing->problem = problem;
	}
}

enum status print_hashes_find(struct render_job *job)
{
	struct hashing hashing = { .job = job };
	workers_run(job->settings->workers, work, &hashing);
	const size_t failed = atomic_load(&hashing.failed);
	if (failed == 0)
		return STATUS_OK;
	return render_job_fail(job, hashing.status, "output", job->files[failed - 1].name, hashing.problem.text);
}

/* Tests prints on a disk that is full, or becomes full.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/audio_printer.h"

#include "io/output_set.h"
#include "io/scratch.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { BLOCK = 4096 };

static void make(void)
{
	scratch_make();
	signal(SIGXFSZ, SIG_IGN);
}

TestSuite(full_disk, .init = make, .fini = scratch_remove, .timeout = 60);

static const struct {
	enum container container;
	enum encoding encoding;
} formats[] = { { CONTAINER_WAV, ENCODING_PCM16 },   { CONTAINER_WAV, ENCODING_PCM24 },
		{ CONTAINER_WAV, ENCODING_FLOAT32 }, { CONTAINER_WAV, ENCODING_FLOAT64 },
		{ CONTAINER_FLAC, ENCODING_PCM16 },  { CONTAINER_FLAC, ENCODING_PCM24 } };
enum { FORMAT_COUNT = sizeof formats / sizeof *formats };

static struct audio_printer_settings settings_of(size_t format)
{
	return (struct audio_printer_settings){ .format = { formats[format].container, formats[format].encoding,
							    DITHER_TPDF, 0.0 },
						.sample_rate = 48000,
						.channels = 2,
						.frames_maximum = UINT64_C(1) << 28,
						.name = "out.wav" };
}

/* Prints noise, so that FLAC has something to store. Returns the status of the first call that failed. */
static enum status print_noise(struct printer *printer, size_t blocks)
{
	static double left[BLOCK], right[BLOCK];
	uint32_t state = 9;
	for (size_t i = 0; i < BLOCK; i++) {
		left[i] = (double)(int32_t)(state = state * 1664525u + 1013904223u) * 0x1p-32;
		right[i] = (double)(int32_t)(state = state * 1664525u + 1013904223u) * 0x1p-32;
	}
	const double *const columns[] = { left, right };
	enum status status = STATUS_OK;
	for (size_t i = 0; i < blocks && status == STATUS_OK; i++)
		status = printer->write(printer, columns, BLOCK);
	return status == STATUS_OK ? printer->finish(printer) : status;
}

/* Prints `blocks` blocks into the folder. The print must fail with those words, and leave the earlier files. */
static void expect_failure(size_t format, const char *folder, size_t blocks, const char *words)
{
	struct output_set *set = output_set_new(folder);
	output_set_use(set, &(struct output_policy){ .force = true });
	struct output *output;
	struct printer *printer;
	struct problem problem = { .text = "" };
	struct audio_printer_settings settings = settings_of(format);
	cr_assert_eq(output_set_add(set, "out.wav", &output), STATUS_OK, "%s", output_set_problem(set));
	enum status status =
		audio_printer_open(output_path(output), output_descriptor(output), &settings, &printer, &problem);
	if (status == STATUS_OK) {
		status = print_noise(printer, blocks);
		problem_set(&problem, "%s", printer->problem);
		printer->free(printer);
	}
	cr_expect_eq(status, STATUS_BAD_OUTPUT, "format %zu", format);
	cr_expect(strstr(problem.text, words), "format %zu: %s", format, problem.text);
	output_set_free(set);
}

static void expect_yesterday(const char *folder)
{
	char path[600];
	size_t length;
	snprintf(path, sizeof path, "%s/out.wav", folder);
	unsigned char *bytes = scratch_read(path, &length);
	cr_expect_str_eq((const char *)bytes, "yesterday");
	free(bytes);
	cr_expect_eq(scratch_count(folder), 1, "the good file is there, and nothing else");
}

/* The limits are on both sides of every step: in the header, in the first block, in the last block, and at the
 * completion of the file. */
Test(full_disk, file_size_limit)
{
	scratch_write(scratch_path("out.wav"), "yesterday", 9);
	const char *folder = scratch_path("");
	for (size_t format = 0; format < FORMAT_COUNT; format++) {
		static const rlim_t sizes[] = { 0, 20, 43, 1000, 30000, 65536, 120000 };
		for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
			struct rlimit limit = { sizes[s], RLIM_INFINITY };
			cr_assert_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
			expect_failure(format, folder, 10, "");
			limit.rlim_cur = RLIM_INFINITY;
			cr_assert_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
			expect_yesterday(folder);
		}
		struct rlimit limit = { 65536, RLIM_INFINITY };
		cr_assert_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
		expect_failure(format, folder, 10, "file too large");
		limit.rlim_cur = RLIM_INFINITY;
		cr_assert_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
	}
}

Test(full_disk, dev_full)
{
	for (size_t format = 0; format < FORMAT_COUNT; format++) {
		int descriptor = open("/dev/full", O_RDWR | O_CLOEXEC);
		if (descriptor < 0)
			cr_skip_test("there is no /dev/full");
		struct printer *printer;
		struct problem problem = { .text = "" };
		struct audio_printer_settings settings = settings_of(format);
		enum status status = audio_printer_open("/dev/full", descriptor, &settings, &printer, &problem);
		if (status == STATUS_OK) {
			status = print_noise(printer, 10);
			problem_set(&problem, "%s", printer->problem);
			printer->free(printer);
		}
		cr_expect_eq(status, STATUS_BAD_OUTPUT, "format %zu", format);
		cr_expect(strstr(problem.text, ": no space left on device"), "format %zu: %s", format, problem.text);
	}
}

/* What the disk does when it must sync. */
static enum { SYNC_WELL, SYNC_FAILS, SYNC_LOSES_THE_END } syncing;

int fdatasync(int descriptor)
{
	if (syncing == SYNC_FAILS) {
		errno = EIO;
		return -1;
	}
	if (syncing == SYNC_LOSES_THE_END && ftruncate(descriptor, lseek(descriptor, 0, SEEK_END) - 1000) != 0)
		return -1;
	return (int)syscall(SYS_fdatasync, descriptor);
}

/* Every call but the last reports success; or all do, and the bytes are not there. */
Test(full_disk, late_loss)
{
	scratch_write(scratch_path("out.wav"), "yesterday", 9);
	const char *folder = scratch_path("");
	for (size_t format = 0; format < FORMAT_COUNT; format++) {
		syncing = SYNC_FAILS;
		expect_failure(format, folder, 10, "it cannot be completed: input/output error");
		expect_yesterday(folder);
		syncing = SYNC_LOSES_THE_END;
		expect_failure(format, folder, 10,
			       "; is the disk full, or failing? free some space, or print to another disk");
		expect_yesterday(folder);
	}
	syncing = SYNC_WELL;
}

/* A file system of 1 MiB is full from the start, or fills up during the print. */
Test(full_disk, small_file_system)
{
	const char *folder = scratch_path("disk");
	mkdir(folder, 0777);
	/* The file system has a namespace of its own, so that it goes away with this test, however it ends. */
	if (unshare(CLONE_NEWNS) != 0 || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
	    mount("tmpfs", folder, "tmpfs", 0, "size=1m") != 0)
		cr_skip_test("no file system may be mounted here");
	scratch_write(scratch_path("disk/out.wav"), "yesterday", 9);
	folder = scratch_path("disk");
	for (size_t format = 0; format < FORMAT_COUNT; format++) {
		expect_failure(format, folder, 200, "no space left on device");
		expect_yesterday(folder);
	}
	struct output_set *set = output_set_new(folder);
	output_set_use(set, &(struct output_policy){ .force = true });
	static char words[2 << 20];
	cr_expect_eq(output_set_write_text(set, "report.json", words, sizeof words), STATUS_BAD_OUTPUT);
	cr_expect_str_eq(output_set_problem(set), "\"report.json\": it cannot be written: no space left on device");
	output_set_free(set);
	expect_yesterday(folder);
	umount(folder);
}

Test(full_disk, no_permission)
{
	if (geteuid() == 0 && seteuid(65534) != 0)
		cr_skip_test("root may write everything");
	struct output_set *set = output_set_new("/proc/stemprint-test");
	struct output *output;
	cr_expect_eq(output_set_add(set, "mix.wav", &output), STATUS_BAD_OUTPUT);
	cr_expect(strstr(output_set_problem(set), "the folder cannot be made: "), "%s", output_set_problem(set));
	output_set_free(set);
	cr_expect(geteuid() != 65534 || seteuid(0) == 0);
}

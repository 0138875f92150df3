/* Keeps what a thread would write to the terminal.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/terminal_capture.h"

#include <stdlib.h>

static _Thread_local const struct terminal_capture *running;

/* Returns whether all that was written to the stream was kept. */
static bool close_stream(FILE *stream)
{
	const bool whole = stream && !ferror(stream);
	return stream && fclose(stream) == 0 && whole;
}

static bool close_streams(struct terminal_capture *capture)
{
	const bool out = close_stream(capture->out), err = close_stream(capture->err);
	capture->out = capture->err = NULL;
	return out && err;
}

bool terminal_capture_begin(struct terminal_capture *capture)
{
	capture->out = open_memstream(&capture->out_bytes, &capture->out_length);
	capture->err = open_memstream(&capture->err_bytes, &capture->err_length);
	if (capture->out && capture->err)
		running = capture;
	else
		close_streams(capture);
	return capture->out;
}

bool terminal_capture_end(struct terminal_capture *capture)
{
	running = NULL;
	return close_streams(capture);
}

const struct terminal_capture *terminal_capture_now(void)
{
	return running;
}

void terminal_capture_release(struct terminal_capture *capture)
{
	free(capture->out_bytes);
	free(capture->err_bytes);
	*capture = (struct terminal_capture){ 0 };
}

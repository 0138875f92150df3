/* Passes messages and open files through a socket that keeps the bounds of messages.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/descriptor_pass.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* The room of a control message with one descriptor. */
union control {
	struct cmsghdr head;
	char bytes[CMSG_SPACE(sizeof(int))];
};

bool descriptor_pass_send(int channel, void *message, size_t bytes, int descriptor)
{
	union control control;
	struct iovec part = { .iov_base = message, .iov_len = bytes };
	struct msghdr header = { .msg_iov = &part, .msg_iovlen = 1 };
	memset(&control, 0, sizeof control);
	if (descriptor >= 0) {
		header.msg_control = control.bytes;
		header.msg_controllen = sizeof control.bytes;
		struct cmsghdr *item = CMSG_FIRSTHDR(&header);
		item->cmsg_level = SOL_SOCKET;
		item->cmsg_type = SCM_RIGHTS;
		item->cmsg_len = CMSG_LEN(sizeof descriptor);
		memcpy(CMSG_DATA(item), &descriptor, sizeof descriptor);
	}
	ssize_t sent;
	do
		sent = sendmsg(channel, &header, MSG_NOSIGNAL);
	while (sent < 0 && errno == EINTR);
	return sent == (ssize_t)bytes;
}

static int descriptor_of(struct msghdr *header)
{
	int descriptor = -1;
	struct cmsghdr *item = CMSG_FIRSTHDR(header);
	if (item && item->cmsg_level == SOL_SOCKET && item->cmsg_type == SCM_RIGHTS &&
	    item->cmsg_len == CMSG_LEN(sizeof descriptor))
		memcpy(&descriptor, CMSG_DATA(item), sizeof descriptor);
	return descriptor;
}

bool descriptor_pass_receive(int channel, void *message, size_t bytes, int *descriptor)
{
	union control control;
	struct iovec part = { .iov_base = message, .iov_len = bytes };
	struct msghdr header = { .msg_iov = &part, .msg_iovlen = 1 };
	if (descriptor) {
		*descriptor = -1;
		header.msg_control = control.bytes;
		header.msg_controllen = sizeof control.bytes;
	}
	ssize_t got;
	do
		got = recvmsg(channel, &header, MSG_CMSG_CLOEXEC);
	while (got < 0 && errno == EINTR);
	if (got >= 0 && descriptor)
		*descriptor = descriptor_of(&header);
	if (got == (ssize_t)bytes && !(header.msg_flags & MSG_TRUNC))
		return true;
	if (got >= 0) {
		if (descriptor && *descriptor >= 0)
			close(*descriptor);
		errno = EPIPE;
	}
	return false;
}

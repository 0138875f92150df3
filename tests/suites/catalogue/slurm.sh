#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# slurm.sh start|stop FOLDER: Slurm on this machine alone, as the user who calls it. FOLDER gets its configuration, slurm.conf, and all that
# it writes. Nothing is accounted for, and no cgroup is made.
set -euo pipefail
folder=$2
case $1 in
start)
	mkdir -p "$folder"/{munge,state,spool}
	chmod 700 "$folder/munge"
	head -c 1024 /dev/urandom >"$folder/munge/key"
	chmod 400 "$folder/munge/key"
	PATH=$PATH:/usr/sbin
	munged --force --num-threads=2 --socket="$folder/munge/socket" --key-file="$folder/munge/key" --log-file="$folder/munge/log" \
		--pid-file="$folder/munge/pid" --seed-file="$folder/munge/seed"
	host=$(hostname -s) port=$((20000 + $$ % 10000))
	cat >"$folder/slurm.conf" <<-END
		ClusterName=catalogue
		SlurmctldHost=$host(127.0.0.1)
		SlurmctldPort=$port
		SlurmdPort=$((port + 1))
		SlurmUser=$(id -un)
		SlurmdUser=$(id -un)
		AuthType=auth/munge
		AuthInfo=socket=$folder/munge/socket
		ProctrackType=proctrack/linuxproc
		TaskPlugin=task/none
		SelectType=select/cons_tres
		SelectTypeParameters=CR_Core
		SchedulerParameters=sched_interval=1
		StateSaveLocation=$folder/state
		SlurmdSpoolDir=$folder/spool
		SlurmctldPidFile=$folder/slurmctld.pid
		SlurmdPidFile=$folder/slurmd.pid
		SlurmctldLogFile=$folder/slurmctld.log
		SlurmdLogFile=$folder/slurmd.log
		AccountingStorageType=accounting_storage/none
		JobAcctGatherType=jobacct_gather/none
		MpiDefault=none
		ReturnToService=2
		NodeName=$host NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN
		PartitionName=all Nodes=$host Default=YES MaxTime=INFINITE State=UP
	END
	slurmctld -c -f "$folder/slurm.conf"
	slurmd -c -f "$folder/slurm.conf"
	for _ in $(seq 60); do
		SLURM_CONF=$folder/slurm.conf sinfo --noheader --format=%t 2>/dev/null | grep -qx idle && exit
		sleep 1
	done
	echo "slurm: the machine does not come up; see $folder/slurmctld.log" >&2
	exit 1
	;;
stop)
	for file in slurmd.pid slurmctld.pid munge/pid; do
		[ ! -s "$folder/$file" ] || kill "$(cat "$folder/$file")" || true
	done
	;;
esac

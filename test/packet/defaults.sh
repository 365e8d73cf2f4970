#!/bin/sh
# What a script may ask of the machine before it begins: knobs, and what a device needs.
ip tcp_metrics flush all >/dev/null 2>&1
sysctl -q net.ipv4.tcp_rmem="4096 131072 $((32*1024*1024))"
sysctl -qw net.ipv4.tcp_congestion_control=cubic net.ipv4.tcp_slow_start_after_idle=1
sysctl -q net.ipv4.tcp_notsent_lowat=4294967295 > /dev/null 2>&1
tc qdisc add dev tun0 root pfifo 2>/dev/null
true

#!/bin/sh
# redis.sh broker | cache: two servers with two promises. The password goes by file, not by the list of processes.
set -eu
umask 077

{
    printf 'requirepass %s\n' "$REDIS_PASSWORD"
    printf 'dir /data\n'
    printf 'save ""\n'
    case "$1" in
    broker) printf 'appendonly yes\nappendfsync everysec\nmaxmemory 256mb\nmaxmemory-policy noeviction\n' ;;
    cache) printf 'appendonly no\nmaxmemory 256mb\nmaxmemory-policy allkeys-lru\n' ;;
    esac
} >/tmp/redis.conf
exec redis-server /tmp/redis.conf

#!/usr/bin/env bash
# One company on one box as it would stand in an office: PostgreSQL from Debian, two nodes, nginx in front.
#   Scripts/run-two-nodes.sh            starts all of it and says where
#   Scripts/run-two-nodes.sh --stop     ends what it started; the company stays
#   Scripts/run-two-nodes.sh --remove   ends it and removes the company
# FOLDER (default ./two-nodes), PORT (8080) of nginx, PORT+1 and PORT+2 of the nodes. DEMO=0 begins an empty company.
set -euo pipefail
cd "$(dirname "$0")/.."

folder=$(realpath -m "${FOLDER:-two-nodes}")
port=${PORT:-8080}
tandem=${TANDEM:-.build/release/tandem}
say() { echo "two nodes: $*"; }
fail() { echo "two nodes: $*" >&2; exit 1; }

as_postgres() { if [ "$(id -u)" = 0 ]; then setpriv --reuid=postgres --regid=postgres --clear-groups "$@"; else "$@"; fi; }

binaries() {
    local newest
    newest=$(find /usr/lib/postgresql -maxdepth 2 -name bin 2> /dev/null | sort -V | tail -1)
    [ -n "$newest" ] || fail "no PostgreSQL is installed: apt-get install postgresql"
    echo "$newest"
}

end_process() {
    # The number in the file is ours only as long as its program is.
    local file=$1 name=$2 number
    [ -f "$file" ] || return 0
    number=$(head -1 "$file")
    if [ "$(cat "/proc/$number/comm" 2> /dev/null)" = "$name" ]; then
        kill -TERM "$number"
        for _ in $(seq 200); do [ -d "/proc/$number" ] || break; sleep 0.1; done
    fi
    rm -f "$file"
}

stop() {
    end_process "$folder/nginx.pid" nginx
    end_process "$folder/node-1.pid" tandem
    end_process "$folder/node-2.pid" tandem
    if [ -f "$folder/data/postmaster.pid" ]; then
        as_postgres "$(binaries)/pg_ctl" -D "$folder/data" -m fast -w stop > /dev/null
    fi
    say "stopped; the company is in $folder"
}

start_postgres() {
    local bin
    bin=$(binaries)
    # A socket's path has room for 107 characters.
    [ ${#folder} -lt 80 ] || fail "$folder is too long a path for a socket: set FOLDER"
    mkdir -p "$folder/socket"
    if [ ! -f "$folder/data/PG_VERSION" ]; then
        mkdir -p "$folder/data"
        [ "$(id -u)" != 0 ] || chown postgres "$folder" "$folder/data" "$folder/socket"
        chmod 700 "$folder/data"
        as_postgres "$bin/initdb" -D "$folder/data" -U tandem -A trust -E UTF8 --locale=C > "$folder/initdb.log"
    fi
    # Only by a socket in this folder, which only we may enter; each commit is flushed.
    as_postgres "$bin/pg_ctl" -D "$folder/data" -l "$folder/socket/log" -w -t 60 \
        -o "-c listen_addresses= -c unix_socket_directories=$folder/socket -c max_connections=200 -c fsync=on" \
        start > /dev/null
    export TANDEM_STORE="postgresql://tandem@/acme?host=$folder/socket"
}

start_node() {
    local number=$1 at=$2
    "$tandem" serve --home "$folder/home" --host 127.0.0.1 --port "$at" --node "node-$number" --log-format json \
        > "$folder/node-$number.out" 2> "$folder/node-$number.log" < /dev/null &
    echo $! > "$folder/node-$number.pid"
    for _ in $(seq 100); do
        if curl -fsS -m 2 "http://127.0.0.1:$at/ready" > /dev/null 2>&1; then return 0; fi
        sleep 0.1
    done
    fail "node $number did not come up: $folder/node-$number.log"
}

write_nginx() {
    cat > "$folder/nginx.conf" << CONF
worker_processes 1;
pid $folder/nginx.pid;
error_log $folder/nginx.log warn;
events { worker_connections 1024; }
http {
    access_log off;
    client_body_temp_path $folder/nginx-body;
    proxy_temp_path $folder/nginx-proxy;
    fastcgi_temp_path $folder/nginx-fastcgi;
    uwsgi_temp_path $folder/nginx-uwsgi;
    scgi_temp_path $folder/nginx-scgi;
    upstream company {
        server 127.0.0.1:$((port + 1)) max_fails=1 fail_timeout=2s;
        server 127.0.0.1:$((port + 2)) max_fails=1 fail_timeout=2s;
        keepalive 32;
    }
    server {
        listen 127.0.0.1:$port;
        client_max_body_size 64m;
        location = /metrics { deny all; }
        location / {
            proxy_pass http://company;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_set_header Host \$http_host;
            proxy_set_header X-Forwarded-For \$remote_addr;
            proxy_set_header X-Forwarded-Proto \$scheme;
            proxy_connect_timeout 2s;
            # What was not begun, or may be asked twice, goes to the other node.
            proxy_next_upstream error timeout http_503;
            proxy_next_upstream_tries 2;
        }
        location /live {
            proxy_pass http://company;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_set_header Host \$http_host;
            proxy_set_header X-Forwarded-For \$remote_addr;
            proxy_buffering off;
            proxy_read_timeout 1h;
        }
    }
}
CONF
}

case ${1:-} in
    --stop) stop; exit 0 ;;
    --remove)
        [ -f "$folder/made-by-run-two-nodes" ] || fail "$folder was not made by this script; nothing was touched"
        stop
        rm -r "$folder"
        say "removed"
        exit 0
        ;;
    "") ;;
    *) fail "usage: $0 [--stop | --remove]" ;;
esac

[ -x "$tandem" ] || fail "there is no $tandem: build it first, with make"
command -v nginx > /dev/null || fail "no nginx is installed: apt-get install nginx-light"
command -v curl > /dev/null || fail "no curl is installed: apt-get install curl"
if [ -d "$folder" ] && [ ! -f "$folder/made-by-run-two-nodes" ]; then
    [ -z "$(ls -A "$folder")" ] || fail "$folder holds something else; set FOLDER"
fi
mkdir -p "$folder/home"
chmod 711 "$folder"
touch "$folder/made-by-run-two-nodes"
trap 'say "something failed; what was started is stopped"; stop' ERR
start_postgres
if [ "${DEMO:-1}" != 0 ] && [ ! -f "$folder/is-filled" ]; then
    ONCE=1 "$tandem" demo --home "$folder/home/demo" > "$folder/demo.log"
    touch "$folder/is-filled"
fi
start_node 1 $((port + 1))
start_node 2 $((port + 2))
write_nginx
nginx -c "$folder/nginx.conf" -e "$folder/nginx.log"
for _ in $(seq 50); do
    if curl -fsS -m 2 "http://127.0.0.1:$port/ready" > /dev/null 2>&1; then break; fi
    sleep 0.1
done
trap - ERR
say "http://127.0.0.1:$port  (nodes at $((port + 1)) and $((port + 2)); logs in $folder; first sign-in in $folder/home)"
say "end it with: FOLDER=$folder PORT=$port $0 --stop"

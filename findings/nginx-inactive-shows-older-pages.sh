#!/usr/bin/env bash
# nginx with "inactive=5s" shows a page that nobody has asked for in nine seconds, and one from before it was stopped.
#
# Good guess: pages are fresh for a second (X-Accel-Expires: 1), shown while the next one is fetched (use_stale updating), and what
#   nobody asks for in five seconds is removed "regardless of its freshness". So nobody sees a page of more than five or six seconds.
# Behaviour: (1) the cache manager finds the cache empty, sleeps for ten seconds, and looks at nothing that came meanwhile: the
#   first visitor after a quiet time gets a page of up to ten seconds. (2) When nginx stops, the pages stay on the disk, and while it is
#   stopped nobody removes them. After the start they are found by their name, whatever their age, and shown.
# Whom it hurts: a site with warnings. An alert is out, nginx is started after an update of the system, and the first visitor of each
#   page is shown the page of an hour ago. What helps is the time in proxy_cache_key.
# Source: the ages of pages, on 127.0.0.1. nginx of Debian 12 (1.22.1), unpacked into a temporary folder.
set -euo pipefail
folder=$(mktemp -d); trap 'kill "${nginx:-0}" "${pages:-0}" 2>/dev/null || true; rm -rf "$folder"' EXIT
chmod 755 "$folder"; cd "$folder"
apt-get download -q nginx >/dev/null 2>&1
dpkg-deb -x nginx_*.deb root
root/usr/sbin/nginx -v 2>&1
free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
port=$(free_port) behind=$(free_port)
python3 - "$behind" <<'PYTHON' & pages=$!
import http.server, sys, time
class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("X-Accel-Expires", "1")
        self.end_headers()
        self.wfile.write(str(time.time()).encode())
    def log_message(self, *arguments): pass
http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Page).serve_forever()
PYTHON
cat >nginx.conf <<CONF
daemon off; pid $folder/pid; error_log $folder/own.log; $([[ $EUID -ne 0 ]] || echo "user root;")
events {}
http {
    access_log off; client_body_temp_path $folder/t1; proxy_temp_path $folder/t2;
    fastcgi_temp_path $folder/t3; uwsgi_temp_path $folder/t4; scgi_temp_path $folder/t5;
    proxy_cache_path $folder/cache keys_zone=pages:1m inactive=5s use_temp_path=off;
    server {
        listen 127.0.0.1:$port;
        location / {
            proxy_pass http://127.0.0.1:$behind; proxy_cache pages;
            proxy_cache_background_update on; proxy_cache_use_stale updating;
        }
    }
}
CONF
start() { root/usr/sbin/nginx -p "$folder" -c "$folder/nginx.conf" 2>/dev/null & nginx=$!; sleep 1; }
age() { python3 - "$port" "$1" <<'PYTHON'
import sys, time, urllib.request
address = f"http://127.0.0.1:{sys.argv[1]}/{sys.argv[2]}"
print(round(time.time() - float(urllib.request.urlopen(address, timeout=5).read())))
PYTHON
}
start
echo "a page that is made now: $(age quiet) s old, another: $(age restart) s"
sleep 7.5
quiet=$(age quiet)
echo "nobody asked for 8 seconds; the first visitor gets one that is $quiet s old"
kill "$nginx"; wait "$nginx" 2>/dev/null || true
sleep 12
start
restart=$(age restart)
echo "nginx was stopped for 12 seconds; the first visitor gets one that is $restart s old"
((quiet >= 7 && restart >= 20)) || { echo "the behaviour has changed"; exit 1; }

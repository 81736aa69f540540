#!/usr/bin/env bash
# nginx with "access_log off" and "error_log … crit" still writes down what somebody asked for, with their address.
#
# Good guess: lines that quote a request ("no such file", "upstream timed out", limits) are of the levels error and warn.
#   Crit is about nginx itself, so a log at crit, with the access log off, says nothing of people.
# Behaviour: what fails for the system while a request is served is crit, and such a line quotes the client's address and the
#   whole request line like any other. A folder for bodies that is missing (cleaned away, not mounted) or a full disk
#   is enough, and then it is every larger form. "alert" lines can quote requests, too; only "emerg" is about nginx alone.
# Whom it hurts: a site where the address of a page says where somebody lives, and whose privacy page says "no logs".
# Source: the log, after one valid POST. nginx of Debian 12 (1.22.1), unpacked into a temporary folder, on 127.0.0.1.
set -euo pipefail
folder=$(mktemp -d); trap 'kill "${nginx:-0}" 2>/dev/null || true; rm -rf "$folder"' EXIT
chmod 755 "$folder"; cd "$folder"
apt-get download -q nginx >/dev/null 2>&1
dpkg-deb -x nginx_*.deb root
root/usr/sbin/nginx -v 2>&1
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
mkdir bodies
cat >nginx.conf <<CONF
daemon off; master_process off; pid $folder/pid; error_log $folder/own.log emerg;
events {}
http {
    access_log off; client_body_temp_path $folder/bodies; client_body_buffer_size 1k;
    proxy_temp_path $folder/t1; fastcgi_temp_path $folder/t2; uwsgi_temp_path $folder/t3; scgi_temp_path $folder/t4;
    server { listen 127.0.0.1:$port; error_log $folder/site.log crit; location / { proxy_pass http://127.0.0.1:9; } }
}
CONF
root/usr/sbin/nginx -p "$folder" -c "$folder/nginx.conf" 2>/dev/null & nginx=$!
ask() { python3 - "$port" <<'PYTHON'
import sys, urllib.error, urllib.request
try:
    urllib.request.urlopen(f"http://127.0.0.1:{sys.argv[1]}/najit/?q=Kocourkov+12", data=b"text=" + b"x" * 5000, timeout=5)
except urllib.error.HTTPError as error:
    print("answered", error.code)
PYTHON
}
for _ in $(seq 50); do ask >/dev/null 2>&1 && break; sleep 0.1; done
echo "with the folder for bodies:"; ask
before=$(wc -c <site.log)
rmdir bodies
echo "without it:"; ask
echo "the log before had $before bytes; now:"; cat site.log
[[ $before == 0 ]] && grep -q '\[crit\].*client: 127.0.0.1.*Kocourkov' site.log || { echo "the behaviour has changed"; exit 1; }

# shellcheck shell=bash
# The services of the demo: their files in build/run, the table of them, and a call to each by its real client.
# Sourced by scripts/run, which sets port_base.

run=$root/build/run
pkgs=$root/build/pkgs
log=$run/roused.log
services="hello telnet finger rsync"
is_root && services="$services tftp"  # tftpd gives up its groups, which only root may
declare -A port_of=([hello]=7 [telnet]=23 [tftp]=69 [finger]=79 [rsync]=873)

port() { echo $((port_base + port_of[$1])); }
protocol() { [ "$1" = tftp ] && echo udp || echo tcp; }
libraries() { cat "$pkgs/$1/.libs" 2>/dev/null || echo /nonexistent; }

# in_use PROTOCOL PORT: something has bound it on this machine.
in_use() {
  awk -v port="$(printf ':%04X$' "$2")" -v udp="$([ "$1" = udp ] && echo 1)" \
    '$2 ~ port && (udp || $4 == "0A") { found = 1 } END { exit !found }' "/proc/net/$1" "/proc/net/${1}6" 2>/dev/null
}

# As root, servers that need no root run as nobody, if nobody may reach the files.
service_user() {
  if is_root && setpriv --reuid=nobody --regid=nogroup --clear-groups test -x "$run/hello" 2>/dev/null; then
    echo nobody
  else
    id -un
  fi
}

fill() {
  local name
  name=$(basename "$1")
  sed -e "s|@PORT@|$([ -n "${port_of[$name]:-}" ] && port "$name")|" -e "s|@RUN@|$run|" -e "s|@PKGS@|$pkgs|" \
    -e "s|@LOG@|$log|" -e "s|@OWNER@|$(id -un)|" -e "s|@USER@|$user|" -e "s|@TELNET_ARGS@|$telnet_args|" \
    -e "s|@RSYNC_LIBS@|$(libraries rsync)|" -e "s|@TFTPD_LIBS@|$(libraries tftpd-hpa)|" "$1"
}

# Writes the configuration into build/run.
write_demo() {
  local service
  rm -rf "$run"
  mkdir -p "$run/xinetd.d"
  cp -r demo/files demo/hello demo/no-login "$run/"
  chmod -R u+w,go+rX "$run"
  user=$(service_user)
  is_root && telnet_args=-h || telnet_args="-h -E $run/no-login"
  for service in $services; do
    fill "demo/xinetd.d/$service" >"$run/xinetd.d/$service"
  done
  fill demo/xinetd.conf.in >"$run/xinetd.conf"
  fill demo/rsyncd.conf.in >"$run/rsyncd.conf"
}

# program PACKAGE PATH: the installed one of that name if there is one, else where it was unpacked.
program() {
  command -v "$(basename "$2")" || echo "build/pkgs/$1/$2"
}

try_line() {
  case $1 in
    hello) echo "bash -c 'cat </dev/tcp/127.0.0.1/$(port hello)'" ;;
    telnet) echo "$(program inetutils-telnet usr/bin/inetutils-telnet) 127.0.0.1 $(port telnet)" ;;
    finger) echo "bash -c 'exec 3<>/dev/tcp/127.0.0.1/$(port finger); echo $(id -un) >&3; cat <&3'" ;;
    rsync) echo "$(rsync_client) rsync://127.0.0.1:$(port rsync)/demo/" ;;
    tftp) echo "$(program tftp-hpa usr/bin/tftp) 127.0.0.1 $(port tftp) -c get welcome.txt /dev/stdout" ;;
  esac
}

rsync_client() {
  if command -v rsync >/dev/null; then echo rsync; else echo "LD_LIBRARY_PATH=$(libraries rsync | sed "s#$root/##g") build/pkgs/rsync/usr/bin/rsync"; fi
}

print_table() {
  local service
  printf '\n%s%-8s %-21s %-24s %s%s\n' "$bold" service 'listens on' 'answered by' 'to try it, type' "$plain"
  for service in $services; do
    printf '%-8s %-21s %-24s %s\n' "$service" "127.0.0.1:$(port "$service")/$(protocol "$service")" \
      "$(server_name "$service")" "$(try_line "$service")"
  done
  is_root || {
    say ""
    say "${yellow}Left out because only root may: tftp (its server drops its groups), a login at the end of telnet"
    say "(a note stands there instead), and servers under users of their own (all run as $(id -un)).$plain"
  }
  [ "$user" != root ] || say "${yellow}nobody cannot reach $run, so all servers run as root.$plain"
}

server_name() {
  case $1 in
    hello) echo 'a shell script' ;;
    telnet) echo 'inetutils-telnetd' ;;
    finger) echo 'fingerd' ;;
    rsync) echo 'rsync --daemon' ;;
    tftp) echo 'tftpd-hpa, wait = yes' ;;
  esac
}

# Each call_SERVICE prints what the service answered to its real client, or nothing.
call_hello() {
  timeout 20 bash -c "cat </dev/tcp/127.0.0.1/$(port hello)"
}

call_telnet() {
  local text='' c client=$pkgs/inetutils-telnet/usr/bin/inetutils-telnet
  coproc telnet { timeout 20 "$client" -E -K 127.0.0.1 "$(port telnet)" 2>&1; }
  # shellcheck disable=SC2154  # telnet and telnet_PID come from coproc
  while IFS= read -r -t 20 -N 1 c <&"${telnet[0]}"; do
    text+=$c
    [[ $text != *login: ]] || break
  done
  kill "$telnet_PID" 2>/dev/null || true
  wait "$telnet_PID" 2>/dev/null || true
  printf '%s\n' "$text" | tr -d '\r' | tail -1
}

# The finger program only knows the port that /etc/services names: where we may, it gets its own /etc/services.
call_finger() {
  local client=$pkgs/finger/usr/bin/finger own=$run/services namespaces=(-m)
  is_root || namespaces=(-Urm)
  printf 'finger %s/tcp\n' "$(port finger)" >"$own"
  if unshare "${namespaces[@]}" mount --bind "$own" /etc/services 2>/dev/null; then
    timeout 20 unshare "${namespaces[@]}" sh -c 'mount --bind "$1" /etc/services && "$2" "$3@127.0.0.1"' - \
      "$own" "$client" "$(id -un)"
  else
    timeout 20 bash -c "exec 3<>/dev/tcp/127.0.0.1/$(port finger); echo $(id -un) >&3; cat <&3"
  fi
}

call_rsync() {
  LD_LIBRARY_PATH=$(libraries rsync) timeout 20 "$pkgs/rsync/usr/bin/rsync" "rsync://127.0.0.1:$(port rsync)/demo/"
}

call_tftp() {
  local got=$run/got.txt
  timeout 20 "$pkgs/tftp-hpa/usr/bin/tftp" -4 127.0.0.1 "$(port tftp)" -c get welcome.txt "$got" && cat "$got"
}

# What each answer must hold.
expected() {
  case $1 in
    hello) echo 'Hello, 127.0.0.1' ;;
    telnet) echo 'login:' ;;
    finger) echo "Login: $(id -un)" ;;
    rsync) echo 'welcome.txt' ;;
    tftp) echo 'You read this through a server' ;;
  esac
}

# Calls every service; a line each; false if one was not answered as it should.
check_demo() {
  local service answer status=0
  for service in $services; do
    answer=$("call_$service" 2>&1 | tr -d '\r') || true
    if grep -qF "$(expected "$service")" <<<"$answer"; then
      printf '%sok%s     %-7s %s\n' "$green" "$plain" "$service" "$(grep -F -m1 "$(expected "$service")" <<<"$answer" | cut -c1-90)"
    else
      printf '%sNOT OK%s %-7s expected "%s", got: %s\n' "$red" "$plain" "$service" "$(expected "$service")" "${answer:-nothing}"
      status=1
    fi
  done
  return $status
}

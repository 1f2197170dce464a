# shellcheck shell=bash disable=SC2034
# Every Debian package the scripts ask for, in one place. Installed are only tools and libraries: nothing here
# listens to anything. Servers are unpacked into build/pkgs instead (scripts/fetch).

packages_build="g++ cmake gettext ninja-build libfmt-dev libgtest-dev libnewt-dev libwrap0-dev"
packages_run="$packages_build ca-certificates netbase procps"
packages_test="$packages_run ccache curl file iproute2 iputils-ping mandoc psmisc python3 python3-prometheus-client python3-pytest strace tmux util-linux zsh"
packages_ci="$packages_test clang-19 clang-format-19 clang-tidy-19 libclang-rt-19-dev git shellcheck valgrind"
packages_packaging="$packages_build ccache debhelper debootstrap dpkg-dev git inotify-tools iproute2 lintian python3 strace util-linux"

# Downloaded for the Debian of scripts/packages-test, and installed there alone.
packages_provisions="init-system-helpers logrotate update-inetd xinetd"

# Installed in the Debian of scripts/systemd-test: systemd, and what our packages need.
packages_systemd="adduser dbus init-system-helpers libnewt0.52 netbase procps systemd systemd-sysv"

# Unpacked, never installed: what scripts/run shows, and what the scenarios and the comparison need.
servers_programs="atftp atftpd cvs finger fingerd git haproxy nagios-nrpe-plugin nagios-nrpe-server popa3d rpcbind rsync rusers rusersd subversion"
servers_standalone="apache2 apache2-bin nginx nginx-common cron"
servers_demo="inetutils-telnetd inetutils-telnet rsync fingerd finger tftpd-hpa tftp-hpa"
servers_bench="xinetd openbsd-inetd ucspi-tcp systemd haproxy socat"
servers_test="inetutils-telnetd inetutils-telnet tftpd-hpa tftp-hpa libwrap0 xinetd fail2ban $servers_programs $servers_standalone"

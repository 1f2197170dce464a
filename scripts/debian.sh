# shellcheck shell=bash
# A Debian 12 of our own, made by debootstrap. Source it behind lib.sh.

# Where this machine gets Debian from: "URI SUITE COMPONENT" lines.
debian_sources() {
  # shellcheck disable=SC2016
  apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT) $(ORIGIN)' 'Created-By: Packages' |
    awk '$4 == "Debian" && $2 ~ /^(bookworm|stable|oldstable)/ { print $1, $2, $3 }' | sort -u
}

# make_debian FOLDER: a minimal Debian in the folder, with this machine's sources and alice; once made it is kept.
# Its log is FOLDER.log.
make_debian() {
  local base=$1 mirror
  [ ! -e "$base/.done" ] || return 0
  rm -rf "$base"
  mkdir -p "$base"
  mirror=$(debian_sources | awk '$2 == "bookworm" { print $1; exit }')
  [ -n "$mirror" ] || fail "this machine's apt knows no bookworm"
  debootstrap --variant=minbase bookworm "$base" "$mirror" >"$base.log" 2>&1 ||
    { tail -20 "$base.log"; fail "debootstrap failed"; }
  debian_sources | sed 's/^/deb /' >"$base/etc/apt/sources.list"
  # There may be none; one that cannot be copied is an error.
  { grep -l '^ *Acquire' /etc/apt/apt.conf.d/* /etc/apt/apt.conf 2>/dev/null || true; } |
    xargs -r cp -t "$base/etc/apt/apt.conf.d"
  rm -rf "$base"/var/lib/apt/lists/* "$base"/var/cache/apt/archives/*.deb
  chroot "$base" useradd -m -s /bin/bash alice
  touch "$base/.done"
}

# over_debian BASE WORK: mounts WORK/root, whose changes to BASE stay in memory. For a mount namespace of its own.
over_debian() {
  local base=$1 work=$2 new=$2/root
  mount --make-rprivate /
  mkdir -p "$work/upper" "$new"
  mount -t tmpfs -o size=80% none "$work/upper"
  mkdir "$work/upper/files" "$work/upper/work"
  mount -t overlay overlay -o "lowerdir=$base,upperdir=$work/upper/files,workdir=$work/upper/work" "$new"
  mount -t proc proc "$new/proc"
  mount --rbind /sys "$new/sys"
}

# build_packages FOLDER: puts the packages there. Of these files only what git knows, or would: no build folder, and
# the tree does not change while it is built. The cache of the compiler would be in the home that debhelper gives a build,
# and go with it.
build_packages() {
  local folder=$1 tree=$1/tree log=$1.log
  rm -rf "$folder"
  mkdir -p "$tree"
  git -c safe.directory='*' ls-files -z --cached --others --exclude-standard | tar -c --null -T - | tar -x -C "$tree"
  (cd "$tree" && CCACHE_DIR=$(ccache -k cache_dir) DEB_BUILD_OPTIONS="nocheck noautodbgsym parallel=2" dpkg-buildpackage -us -uc -b) >"$log" 2>&1 ||
    { tail -30 "$log"; fail "dpkg-buildpackage failed ($log)"; }
  say "ok dpkg-buildpackage makes $(cd "$folder" && echo ./*.deb)"
}
